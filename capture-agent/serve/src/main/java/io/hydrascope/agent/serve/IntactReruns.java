package io.hydrascope.agent.serve;

import io.hydrascope.agent.prompt.Prompt;
import io.hydrascope.schemas.Sampling;
import io.hydrascope.schemas.capture.Capture;
import io.hydrascope.schemas.capture.CaptureRows;
import java.util.concurrent.atomic.DoubleAccumulator;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;

/**
 * The floor of reliability: the intact model is run twice on some prompts, and what differs is the
 * engine's noise. An effect below it is none. Which captures run twice follows from their ids. One
 * thread at a time; any may ask.
 */
public final class IntactReruns {
  /** Beside a sweep's passes two more forward passes in a hundred captures cost nothing. */
  private static final double RATE = 0.01;

  private final double rate;
  private final Function<Prompt, CaptureRows> intact;
  private final LongAdder reruns = new LongAdder();
  private final DoubleAccumulator largest = new DoubleAccumulator(Math::max, 0);

  /**
   * @param intact runs a prompt as it is
   */
  public IntactReruns(Function<Prompt, CaptureRows> intact) {
    this(RATE, intact);
  }

  IntactReruns(double rate, Function<Prompt, CaptureRows> intact) {
    this.rate = rate;
    this.intact = intact;
  }

  /**
   * @param rows of full detail, the intact ones first
   */
  void sample(Prompt prompt, Capture capture, CaptureRows rows) {
    if (!Sampling.chooses(rate, "rerun", capture.captureId())) {
      return;
    }
    CaptureRows again = intact.apply(prompt);
    int width = again.contributions().length / again.count();
    for (int row = 0; row < again.count(); row++) {
      if (again.targetToken()[row] == rows.targetToken()[row]) {
        largest.accumulate(Math.abs(again.logit()[row] - rows.logit()[row]));
        for (int i = row * width; i < (row + 1) * width; i++) {
          largest.accumulate(Math.abs((double) again.contributions()[i] - rows.contributions()[i]));
        }
      }
    }
    reruns.increment();
  }

  /** Captures whose intact run was repeated. */
  public long reruns() {
    return reruns.sum();
  }

  /** Largest difference of a target's logit or a component's contribution; logits. */
  public double floorLogits() {
    return largest.get();
  }
}
