package io.hydrascope.alerting.rules;

import io.hydrascope.schemas.ShiftMeasure;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/**
 * What is tested, fixed before any data: a change of it begins the rule's comparisons anew.
 *
 * @param thresholds what is measured, each with the largest |difference| that does not matter
 * @param segments {@code all} or {@code key=value}
 * @param alpha false discovery rate over all components, measures and segments together
 */
public record ShiftTest(List<Threshold> thresholds, List<String> segments, double alpha) {
  public static final String ALL = "all";

  /**
   * @param delta in the measure's unit
   */
  public record Threshold(ShiftMeasure measure, double delta) {
    public Threshold {
      if (!(delta > 0 && delta < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException(
            "delta=%s of %s: expected a number above 0".formatted(delta, measure.column()));
      }
    }
  }

  public ShiftTest {
    thresholds = List.copyOf(thresholds);
    segments = List.copyOf(segments);
    requireDistinct("measures", thresholds.stream().map(each -> each.measure.column()).toList());
    requireDistinct("segments", segments);
    for (String segment : segments) {
      if (!segment.equals(ALL) && segment.indexOf('=') < 1) {
        throw new IllegalArgumentException(
            "segment=" + segment + ": expected all or key=value, such as task=sums");
      }
    }
    if (!(alpha > 0 && alpha < 1)) {
      throw new IllegalArgumentException("alpha=" + alpha + ": expected 0 < alpha < 1");
    }
  }

  private static void requireDistinct(String name, List<String> words) {
    if (words.isEmpty() || new HashSet<>(words).size() < words.size()) {
      throw new IllegalArgumentException(name + "=" + words + " are none or name one twice");
    }
  }

  /** Whether prompts of these segments count in {@code segment}. */
  public static boolean includes(String segment, Map<String, String> ofPrompt) {
    int equals = segment.indexOf('=');
    return segment.equals(ALL)
        || segment.substring(equals + 1).equals(ofPrompt.get(segment.substring(0, equals)));
  }
}
