package io.hydrascope.schemas.capture;

import static io.hydrascope.schemas.capture.BadCaptureException.Reason.OVER_LIMIT;

import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.schemas.CapturePlan;
import io.hydrascope.schemas.Limit;
import io.hydrascope.schemas.OverLimitException;
import java.util.List;

/** The limits of what goes with a message's rows. */
record DescriptionCheck(CaptureSource source, CapturePlan plan, List<Capture> captures) {
  /** A position has at most so many characters, with a comma. */
  private static final int POSITION_CHARACTERS = 7;

  /**
   * @param ablated the message's units
   * @throws BadCaptureException naming the value and the limit
   */
  void verify(List<AblationUnit> ablated) {
    try {
      Limit.requireId("model", source.model());
      Limit.requireId("revision", source.revision());
      Limit.requireId("content_sha256", source.contentSha256());
      Limit.requireId("run_id", source.runId());
      Limit.requireId("reference_set", plan.referenceSet());
      Limit.READOUTS.require(plan.readout().length() / POSITION_CHARACTERS, "readouts of the plan");
      Limit.UNITS.require(plan.ablated().size(), "units of the plan");
      Limit.UNITS.require(ablated.size(), "units");
      Limit.CAPTURES.require(captures.size(), "captures");
      captures.forEach(DescriptionCheck::verify);
    } catch (OverLimitException e) {
      throw new BadCaptureException(OVER_LIMIT, String.valueOf(e.getMessage()), e);
    }
  }

  /**
   * @param rows of a message that came
   * @throws BadCaptureException naming both
   */
  static void requireFew(int rows) {
    if (Limit.ROWS.isExceededBy(rows)) {
      throw new BadCaptureException(
          OVER_LIMIT, "rows: %,d, the most is %,d".formatted(rows, Limit.ROWS.most()));
    }
  }

  private static void verify(Capture capture) {
    Limit.requireId("capture_id", capture.captureId());
    Limit.requireId("prompt_id", capture.promptId());
    Limit.requireId("group", capture.group());
    Limit.requireSegments(capture.segments());
    Limit.requireDonors(capture.donors());
  }
}
