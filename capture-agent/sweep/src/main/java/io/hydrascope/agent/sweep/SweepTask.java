package io.hydrascope.agent.sweep;

import io.hydrascope.agent.prompt.Prompt;
import io.hydrascope.agent.prompt.Prompt.Answers;
import io.hydrascope.schemas.Ablation;
import io.hydrascope.schemas.CapturePlan;
import io.hydrascope.schemas.Scope;
import io.hydrascope.schemas.Target;
import io.hydrascope.schemas.capture.CaptureRows;
import java.util.Arrays;
import java.util.List;

/**
 * One plan on one prompt.
 *
 * @param positions that are read, ascending
 */
public record SweepTask(
    CapturePlan plan, Prompt prompt, int[] positions, Replacements replacements) {
  public static final int NOT_GIVEN = -1;

  /** What comes after the last readout cannot reach it. */
  public int[] tokens() {
    return Arrays.copyOf(prompt.tokens(), positions[positions.length - 1] + 1);
  }

  public String captureId(String contentSha256) {
    List<String> donors = plan.ablation() == Ablation.RESAMPLE ? prompt.donors() : List.of();
    return plan.captureId(contentSha256, prompt.id(), donors);
  }

  public boolean onePosition() {
    return plan.scope() == Scope.READOUT_POSITION;
  }

  /** Whose logits are read; below 0 whatever the intact run ranks first. */
  public int[] asked() {
    return switch (plan.target()) {
      case NEXT ->
          Arrays.stream(positions).map(position -> prompt.tokens()[position + 1]).toArray();
      case LOGIT_DIFF -> all(prompt.answers().map(Answers::first).orElseThrow());
      case ARGMAX -> all(NOT_GIVEN);
    };
  }

  /**
   * Whose logits are read once the intact run is known.
   *
   * @param argmax what it ranks first
   */
  public int[] targets(int[] argmax) {
    return plan.target() == Target.ARGMAX ? argmax : asked();
  }

  /** The token that the target's logit is compared with; below 0 the vocabulary's mean. */
  public int other() {
    return plan.target() == Target.LOGIT_DIFF
        ? prompt.answers().map(Answers::second).orElseThrow()
        : NOT_GIVEN;
  }

  /** The same at every readout. */
  public int[] others() {
    return all(other());
  }

  /** Rows of each unit and readout. */
  public int donors() {
    return plan.ablation() == Ablation.RESAMPLE ? prompt.donors().size() : 1;
  }

  public int donorIndex(int donor) {
    return plan.ablation() == Ablation.RESAMPLE ? donor : CaptureRows.NO_DONOR;
  }

  private int[] all(int token) {
    int[] tokens = new int[positions.length];
    Arrays.fill(tokens, token);
    return tokens;
  }
}
