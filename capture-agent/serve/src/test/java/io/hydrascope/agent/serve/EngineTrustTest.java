package io.hydrascope.agent.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hydrascope.agent.engine.EngineException;
import io.hydrascope.agent.prompt.Prompt;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EngineTrustTest {
  private final EngineException failure = new EngineException("it failed");

  private final List<String> probed = new ArrayList<>();

  @Test
  void requireSound_earlierPromptStillRuns_blamesThePrompt() {
    EngineTrust trust = new EngineTrust(prompt -> probed.add(prompt.id()));
    trust.worked(prompt("p0"));
    trust.worked(prompt("p1"));
    for (int i = 0; i < 3 * EngineTrust.MOST_BEFORE_THE_FIRST; i++) {
      trust.requireSound(failure);
    }
    assertThat(probed).hasSize(3 * EngineTrust.MOST_BEFORE_THE_FIRST).containsOnly("p1");
  }

  @Test
  void requireSound_earlierPromptFailsToo_isTheEngine() {
    EngineTrust trust =
        new EngineTrust(
            prompt -> {
              throw new EngineException("device lost");
            });
    trust.worked(prompt("p0"));
    assertThatThrownBy(() -> trust.requireSound(failure))
        .isInstanceOf(EngineException.class)
        .hasMessageContaining("p0")
        .hasMessageContaining("device lost");
  }

  @Test
  void requireSound_nothingEverRan_isTheEngineAfterSome() {
    EngineTrust trust = new EngineTrust(prompt -> probed.add(prompt.id()));
    for (int i = 1; i < EngineTrust.MOST_BEFORE_THE_FIRST; i++) {
      trust.requireSound(failure);
    }
    assertThatThrownBy(() -> trust.requireSound(failure)).hasMessageContaining("it failed");
    assertThat(probed).isEmpty();
  }

  private static Prompt prompt(String id) {
    return new Prompt(id, new int[] {1}, Map.of(), id);
  }
}
