package io.hydrascope.schemas.capture;

import java.util.List;
import java.util.Map;

/**
 * One prompt under one plan.
 *
 * @param group prompts that share a template or document; the prompt's own id if it shares none
 * @param segments for example {@code task=sums}
 * @param donors ids of the prompts whose values were put in place; empty but for resample ablation
 * @param otherToken what the target's logit is compared with, or {@link #NO_TOKEN}
 * @param eventTimeMicros when the prompt was run, microseconds since 1970 UTC
 */
public record Capture(
    String captureId,
    String promptId,
    String group,
    Map<String, String> segments,
    List<String> donors,
    int otherToken,
    long eventTimeMicros) {
  /** No second token: the target's centred logit is read. */
  public static final int NO_TOKEN = -1;

  public Capture {
    segments = Map.copyOf(segments);
    donors = List.copyOf(donors);
  }

  /** A capture of one target token and no donors. */
  public Capture(
      String captureId,
      String promptId,
      String group,
      Map<String, String> segments,
      long eventTimeMicros) {
    this(captureId, promptId, group, segments, List.of(), NO_TOKEN, eventTimeMicros);
  }
}
