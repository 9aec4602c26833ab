package io.hydrascope.agent.serve;

import io.hydrascope.agent.prompt.Prompt;
import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.schemas.ResidualBasis;
import io.hydrascope.schemas.capture.CaptureSource;
import io.hydrascope.schemas.text.BadInputException;
import java.util.List;

/** Where it is written down what agents watch and ask. */
public interface AgentRegister {
  /**
   * A revision that captures are made of.
   *
   * @param ablated the units of its plan
   */
  record PlannedRevision(CaptureSource source, ResidualBasis basis, List<AblationUnit> ablated) {
    public PlannedRevision {
      ablated = List.copyOf(ablated);
    }
  }

  /**
   * @throws BadInputException if the revision's name stands for other weights already
   */
  void revision(PlannedRevision revision, long nowMicros) throws RegisterException;

  /** The register's own clock, microseconds since 1970 UTC. */
  long clockMicros() throws RegisterException;

  /**
   * @param token names these prompts: under one token, always the same ones
   */
  void prompts(String model, List<Prompt> prompts, String token, long nowMicros)
      throws RegisterException;
}
