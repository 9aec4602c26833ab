package io.hydrascope.agent.serve;

import io.hydrascope.agent.engine.EngineException;
import io.hydrascope.agent.prompt.BadPromptException;
import io.hydrascope.agent.prompt.Prompt;
import io.hydrascope.schemas.capture.Capture;
import io.hydrascope.schemas.capture.CaptureRows;
import io.hydrascope.schemas.capture.VectorBatch;
import java.util.List;

/** What captures are computed with. One thread at a time. */
public interface CaptureEngine {
  /**
   * The check at the border, which any thread may make: it does not ask the engine.
   *
   * @throws BadPromptException naming value and limit if the model or the plan cannot run it
   */
  void requireFits(Prompt prompt);

  /**
   * {@link #requireFits}, and what only the engine can tell: it may run the model.
   *
   * @throws BadPromptException naming value and limit
   */
  void requireRunnable(Prompt prompt);

  /** How many rows a run of it has, intact and ablated. */
  long rows(Prompt prompt);

  /**
   * Intact rows first, then each ablated unit's.
   *
   * @throws EngineException if the engine cannot run it
   */
  CaptureRows run(Prompt prompt);

  /**
   * The intact rows alone.
   *
   * @throws EngineException if the engine cannot run it
   */
  CaptureRows runIntact(Prompt prompt);

  /** The prompt under the plan, as rows refer to it. */
  Capture capture(Prompt prompt, long eventTimeMicros);

  /** The activation vectors that are published of it, if any. */
  List<VectorBatch> vectors(Prompt prompt, Capture capture);
}
