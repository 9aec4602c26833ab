package io.hydrascope.agent.serve;

import io.hydrascope.schemas.Detail;
import io.hydrascope.schemas.ResidualBasis;
import io.hydrascope.schemas.Sampling;
import io.hydrascope.schemas.capture.Capture;
import io.hydrascope.schemas.capture.CaptureBatchCodec;
import java.util.ArrayList;
import java.util.List;

/**
 * At which level of detail captures are published: shares of them at some levels, by a hash of the
 * capture's id, so the same ones in any process; the rest at the last level.
 *
 * @param shares at least one; only the last has share 1
 */
public record DetailPolicy(List<DetailShare> shares) {

  /** A level up to a share of the captures, counted from 0 over all shares before it. */
  record DetailShare(Detail detail, double upTo) {}

  public DetailPolicy {
    shares = List.copyOf(shares);
    double before = 0;
    for (DetailShare share : shares) {
      if (!(share.upTo > before && share.upTo <= 1)) {
        throw new IllegalArgumentException(
            "detail=%s up to a share of %s, after %s: shares must be above 0 and add up to less than 1"
                .formatted(share.detail.text(), share.upTo, before));
      }
      before = share.upTo;
    }
    if (before != 1) {
      throw new IllegalArgumentException(
          "detail=%s: the last level has no share, it is what the others leave".formatted(shares));
    }
  }

  /**
   * Reads {@code layers}, or with shares {@code full=0.01,layers=0.1,scalars}.
   *
   * @throws IllegalArgumentException naming what is wrong
   */
  public static DetailPolicy parse(String text) {
    List<DetailShare> shares = new ArrayList<>();
    double taken = 0;
    String[] levels = text.split(",", -1);
    for (int i = 0; i < levels.length; i++) {
      String[] parts = levels[i].split("=", 2);
      boolean isLast = i == levels.length - 1;
      if (isLast != (parts.length == 1)) {
        throw new IllegalArgumentException(
            "detail=%s: every level but the last has a share, as in full=0.01,scalars"
                .formatted(text));
      }
      taken = isLast ? 1 : taken + share(text, parts[1]);
      shares.add(new DetailShare(Detail.parse(parts[0]), taken));
    }
    return new DetailPolicy(shares);
  }

  private static double share(String text, String number) {
    try {
      return Double.parseDouble(number);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "detail=%s: share=%s is not a number".formatted(text, number), e);
    }
  }

  Detail of(Capture capture) {
    for (DetailShare share : shares) {
      if (Sampling.chooses(share.upTo, "detail", capture.captureId())) {
        return share.detail;
      }
    }
    throw new IllegalStateException("the last share is all");
  }

  /** The most that one row takes in a message. */
  public int rowBytes(ResidualBasis basis) {
    return shares.stream()
        .mapToInt(share -> CaptureBatchCodec.rowBytes(share.detail, basis))
        .max()
        .orElseThrow();
  }
}
