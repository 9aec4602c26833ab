package io.hydrascope.schemas.capture;

import java.util.Map;

/**
 * One prompt under one plan.
 *
 * @param group prompts that share a template or document; the prompt's own id if it shares none
 * @param segments for example {@code task=sums}
 * @param eventTimeMicros when the prompt was run, microseconds since 1970 UTC
 */
public record Capture(
    String captureId,
    String promptId,
    String group,
    Map<String, String> segments,
    long eventTimeMicros) {
  public Capture {
    segments = Map.copyOf(segments);
  }
}
