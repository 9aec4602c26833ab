package io.hydrascope.agent.serve;

import io.hydrascope.agent.prompt.Prompt;
import io.hydrascope.agent.sweep.Sweep;
import io.hydrascope.agent.sweep.VectorSampler;
import io.hydrascope.schemas.capture.Capture;
import io.hydrascope.schemas.capture.CaptureRows;
import io.hydrascope.schemas.capture.VectorBatch;
import java.util.List;

/** Sweeps of a loaded model; each pass waits for its turn. */
final class SweepEngine implements CaptureEngine {
  private final Sweep sweep;
  private final VectorSampler vectors;
  private final EngineTurns turns;

  SweepEngine(Sweep sweep, VectorSampler vectors, EngineTurns turns) {
    this.sweep = sweep;
    this.vectors = vectors;
    this.turns = turns;
  }

  @Override
  public void requireFits(Prompt prompt) {
    sweep.requireFits(prompt);
  }

  @Override
  public void requireRunnable(Prompt prompt) {
    turns.take(
        () -> {
          sweep.requireRunnable(prompt);
          return prompt;
        });
  }

  @Override
  public long rows(Prompt prompt) {
    return sweep.rows(prompt);
  }

  @Override
  public CaptureRows run(Prompt prompt) {
    return turns.take(() -> sweep.run(prompt));
  }

  @Override
  public CaptureRows runIntact(Prompt prompt) {
    return turns.take(() -> sweep.runIntact(prompt));
  }

  @Override
  public Capture capture(Prompt prompt, long eventTimeMicros) {
    return sweep.capture(prompt, eventTimeMicros);
  }

  @Override
  public List<VectorBatch> vectors(Prompt prompt, Capture capture) {
    return turns.take(() -> vectors.sample(prompt, capture));
  }
}
