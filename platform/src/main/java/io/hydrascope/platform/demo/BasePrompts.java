package io.hydrascope.platform.demo;

import io.hydrascope.agent.prompt.Prompt;
import io.hydrascope.agent.serve.AgentRegister;
import io.hydrascope.agent.serve.RegisterException;
import java.util.List;

/**
 * The register of a candidate's agent: it writes no prompts, since the base is asked the same ones
 * and its agent writes them.
 */
record BasePrompts(AgentRegister register) implements AgentRegister {
  @Override
  public void revision(PlannedRevision revision, long nowMicros) throws RegisterException {
    register.revision(revision, nowMicros);
  }

  @Override
  public long clockMicros() throws RegisterException {
    return register.clockMicros();
  }

  @Override
  public void prompts(String model, List<Prompt> prompts, String token, long nowMicros) {
    // The base's agent writes them.
  }
}
