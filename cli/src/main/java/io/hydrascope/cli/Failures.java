package io.hydrascope.cli;

import io.hydrascope.agent.checkpoint.BadCheckpointException;
import io.hydrascope.agent.prompt.BadPromptException;
import io.hydrascope.schemas.text.BadInputException;

/** One place that turns a failure into an exit code and a line for a person. */
public final class Failures {
  public static final int FAILED = 1;
  public static final int BAD_INPUT = 2;

  private Failures() {}

  static int exitCode(Throwable failure) {
    boolean badInput =
        failure instanceof BadInputException
            || failure instanceof BadCheckpointException
            || failure instanceof BadPromptException
            || failure instanceof IllegalArgumentException;
    return badInput ? BAD_INPUT : FAILED;
  }
}
