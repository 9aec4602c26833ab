package io.hydrascope.alerting.rules;

/**
 * Which revision the others of a model are compared with.
 *
 * @param revision only {@link Kind#NAMED} has one
 */
public record BaseSelection(Kind kind, String revision) {
  /** How the base is found. */
  public enum Kind {
    /** The one that was seen first. */
    FIRST,
    /** The one that was seen just before the candidate. */
    PREVIOUS,
    NAMED
  }

  public static final BaseSelection FIRST = new BaseSelection(Kind.FIRST, "");
  public static final BaseSelection PREVIOUS = new BaseSelection(Kind.PREVIOUS, "");

  public BaseSelection {
    if ((kind == Kind.NAMED) == revision.isBlank()) {
      throw new IllegalArgumentException("kind=" + kind + " does not fit revision=" + revision);
    }
  }

  /** Reads {@code first}, {@code previous} or a revision's name. */
  public static BaseSelection parse(String text) {
    return switch (text) {
      case "first" -> FIRST;
      case "previous" -> PREVIOUS;
      default -> new BaseSelection(Kind.NAMED, text);
    };
  }

  public String text() {
    return switch (kind) {
      case FIRST -> "first";
      case PREVIOUS -> "previous";
      case NAMED -> revision;
    };
  }

  /**
   * Whether {@code base} is the one for {@code candidate}.
   *
   * @param baseOrder its place in the order in which the model's revisions were seen, from 0
   * @param candidateOrder likewise
   */
  public boolean pairs(String base, int baseOrder, String candidate, int candidateOrder) {
    return !base.equals(candidate)
        && switch (kind) {
          case FIRST -> baseOrder == 0;
          case PREVIOUS -> baseOrder == candidateOrder - 1;
          case NAMED -> base.equals(revision);
        };
  }
}
