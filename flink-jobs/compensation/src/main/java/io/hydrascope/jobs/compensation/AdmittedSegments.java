package io.hydrascope.jobs.compensation;

import java.util.List;

/**
 * The segments of a model that have metrics of their own.
 *
 * @param segments in the order in which they came
 */
public record AdmittedSegments(List<Segment> segments) {
  /** For example {@code task} and {@code math}. */
  public record Segment(String name, String value) {}
}
