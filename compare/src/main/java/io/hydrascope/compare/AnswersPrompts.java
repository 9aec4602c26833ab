package io.hydrascope.compare;

import io.hydrascope.agent.prompt.Prompt;
import io.hydrascope.schemas.capture.BadCaptureException;

/** A revision that can be asked: a loaded model, or rows that were prepared in a test. */
interface AnswersPrompts {
  /**
   * @throws BadCaptureException if a number is not finite
   */
  Revision.PromptAnswer ask(Prompt prompt);
}
