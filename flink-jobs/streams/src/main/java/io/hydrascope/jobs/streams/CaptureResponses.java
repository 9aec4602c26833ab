package io.hydrascope.jobs.streams;

import io.hydrascope.analysis.ResponseSums;
import io.hydrascope.schemas.CapturePlan;
import io.hydrascope.schemas.capture.CaptureSource;
import java.util.List;

/** Who answered a capture's ablations, or some of them. */
public record CaptureResponses(
    CaptureSource source, CapturePlan plan, String captureId, List<ResponseSums> ablations) {}
