package io.hydrascope.benchmarks.agent;

import io.hydrascope.schemas.CapturePlan;
import io.hydrascope.schemas.ResidualBasis;
import io.hydrascope.schemas.capture.Capture;
import io.hydrascope.schemas.capture.CaptureRows;
import io.hydrascope.schemas.capture.CaptureSource;

/** What one revision would have answered: the same to a prompt each time. */
public interface MadeUpCaptures {
  CaptureSource source();

  CapturePlan plan();

  ResidualBasis basis();

  Capture capture(String promptId, long eventTimeMicros);

  /** The intact rows, then each unit's, as a sweep of the prompt gives them. */
  CaptureRows rows(String promptId);
}
