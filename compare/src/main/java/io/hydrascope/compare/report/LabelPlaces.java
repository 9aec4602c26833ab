package io.hydrascope.compare.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds each name a place near its point where it covers no other name and no point, inside a
 * rectangle. Greedy: who comes first stands nearest. Pixels; y grows downwards.
 */
final class LabelPlaces {
  /** The width of a character; no system font draws wider ones on average at the page's size. */
  private static final double CHARACTER = 7.6;

  private static final double HEIGHT = 15;
  private static final double POINT = 5;
  private static final double NEAREST = 8;
  private static final double FARTHEST = 92;
  private static final double STEP = 12;
  private static final int DIRECTIONS = 16;

  private final Box room;
  private final List<Box> taken = new ArrayList<>();

  /** A rectangle. */
  private record Box(double left, double top, double right, double bottom) {
    boolean overlaps(Box other) {
      return left < other.right && other.left < right && top < other.bottom && other.top < bottom;
    }

    boolean includes(Box other) {
      return left <= other.left
          && top <= other.top
          && right >= other.right
          && bottom >= other.bottom;
    }
  }

  /**
   * Where a name's text begins, on its base line.
   *
   * @param isFar so far from its point that a line has to join them
   */
  record Position(double x, double y, double middle, boolean isFar) {}

  LabelPlaces(double left, double top, double right, double bottom) {
    room = new Box(left, top, right, bottom);
  }

  static double width(String name) {
    return name.length() * CHARACTER;
  }

  /** Keeps names off a point. */
  void keepFree(double x, double y) {
    taken.add(new Box(x - POINT, y - POINT, x + POINT, y + POINT));
  }

  /** Empty where there is no room any more. */
  Optional<Position> find(String name, double x, double y) {
    for (double far = NEAREST; far <= FARTHEST; far += STEP) {
      for (int i = 0; i < DIRECTIONS; i++) {
        double angle = 2 * Math.PI * i / DIRECTIONS;
        Box box = at(name, x + far * Math.cos(angle), y - far * Math.sin(angle), x, y);
        if (room.includes(box) && taken.stream().noneMatch(box::overlaps)) {
          taken.add(box);
          double middle = (box.left + box.right) / 2;
          return Optional.of(new Position(box.left, box.bottom - 4, middle, far > NEAREST));
        }
      }
    }
    return Optional.empty();
  }

  /** Beside the place, on the side that looks away from the point. */
  private static Box at(String name, double placeX, double placeY, double x, double y) {
    double width = width(name);
    double left = placeX - width * (placeX < x - 1 ? 1 : placeX > x + 1 ? 0 : 0.5);
    double top = placeY - HEIGHT * (placeY < y - 1 ? 1 : placeY > y + 1 ? 0 : 0.5);
    return new Box(left, top, left + width, top + HEIGHT);
  }
}
