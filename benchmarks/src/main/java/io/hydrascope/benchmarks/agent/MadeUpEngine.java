package io.hydrascope.benchmarks.agent;

import io.hydrascope.agent.prompt.Prompt;
import io.hydrascope.agent.serve.CaptureEngine;
import io.hydrascope.schemas.capture.Capture;
import io.hydrascope.schemas.capture.CaptureRows;
import io.hydrascope.schemas.capture.VectorBatch;
import java.util.List;

/** Runs no model: every prompt fits and has its rows at once. */
final class MadeUpEngine implements CaptureEngine {
  private final MadeUpCaptures captures;

  MadeUpEngine(MadeUpCaptures captures) {
    this.captures = captures;
  }

  @Override
  public void requireFits(Prompt prompt) {}

  @Override
  public void requireRunnable(Prompt prompt) {}

  @Override
  public long rows(Prompt prompt) {
    return captures.rows(prompt.id()).count();
  }

  @Override
  public CaptureRows run(Prompt prompt) {
    return captures.rows(prompt.id());
  }

  /** Nothing looks at what a rerun differs by, so the ablated rows do no harm. */
  @Override
  public CaptureRows runIntact(Prompt prompt) {
    return captures.rows(prompt.id());
  }

  @Override
  public Capture capture(Prompt prompt, long eventTimeMicros) {
    return captures.capture(prompt.id(), eventTimeMicros);
  }

  @Override
  public List<VectorBatch> vectors(Prompt prompt, Capture capture) {
    return List.of();
  }
}
