package io.hydrascope.jobs.compensation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The segments of a model that have metrics of their own: the first hundred values of a key, the
 * rest share the value {@code other}.
 *
 * @param segments in the order in which they came
 */
public record AdmittedSegments(List<AdmittedSegment> segments) {
  static final int MOST_VALUES = 100;
  static final String OTHER = "other";

  /** For example {@code task} and {@code math}. */
  public record AdmittedSegment(String name, String value) {
    String text() {
      return name + "=" + value;
    }
  }

  /**
   * What a capture counts in.
   *
   * @param names {@code all} and a {@code key=value} for each of its segments
   * @param admitted with those that are new
   * @param pooled how many of its values share {@code other}
   */
  record Named(List<String> names, AdmittedSegments admitted, int pooled) {}

  static AdmittedSegments none() {
    return new AdmittedSegments(List.of());
  }

  Named name(Map<String, String> capture) {
    List<String> names = new ArrayList<>();
    names.add(CaptureSums.ALL);
    List<AdmittedSegment> all = new ArrayList<>(segments);
    int pooled = 0;
    for (Map.Entry<String, String> each : capture.entrySet()) {
      AdmittedSegment segment = new AdmittedSegment(each.getKey(), each.getValue());
      if (!all.contains(segment) && values(all, segment.name()) >= MOST_VALUES) {
        pooled++;
        segment = new AdmittedSegment(segment.name(), OTHER);
      } else if (!all.contains(segment)) {
        all.add(segment);
      }
      names.add(segment.text());
    }
    return new Named(
        names, all.size() == segments.size() ? this : new AdmittedSegments(all), pooled);
  }

  private static long values(List<AdmittedSegment> segments, String name) {
    return segments.stream().filter(segment -> segment.name().equals(name)).count();
  }
}
