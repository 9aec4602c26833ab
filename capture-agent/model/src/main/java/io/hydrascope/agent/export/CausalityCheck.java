package io.hydrascope.agent.export;

import io.hydrascope.agent.onnx.Port;
import java.util.Arrays;

/** A decoder gives logits for every position, and none of them depends on what comes after. */
final class CausalityCheck {
  private static final double TOLERANCE = 1e-4;

  private final PlainModel plain;
  private final Port logits;

  CausalityCheck(PlainModel plain, Port logits) {
    this.plain = plain;
    this.logits = logits;
  }

  void require(int[] probe) {
    int last = probe.length - 1;
    float[] before = plain.run(probe).values(logits.value());
    int[] changed = probe.clone();
    changed[last] = probe[0];
    float[] after = plain.run(changed).values(logits.value());
    float[] shorter = plain.run(Arrays.copyOf(probe, last)).values(logits.value());
    int vocabulary = before.length - shorter.length;
    if (vocabulary * probe.length != before.length) {
      throw Refusal.because(
          "%d numbers of logits for %d tokens, %d for %d: every position must have its own",
          before.length, probe.length, shorter.length, last);
    }
    for (int i = 0; i < last * vocabulary; i++) {
      if (!(Math.abs(before[i] - after[i]) <= TOLERANCE * (1 + Math.abs(before[i])))) {
        throw Refusal.because(
            "logit=%s at position %d is %s after a later token changes: it is no decoder but"
                + " bidirectional (an encoder)",
            before[i], i / vocabulary, after[i]);
      }
    }
  }
}
