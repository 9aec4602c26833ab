package io.hydrascope.agent.serve;

import static io.hydrascope.agent.serve.TestingCaptureEngine.prompt;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** Every write is one of the register's own timer or of its end. */
class PromptRegisterTest {
  private static final int TRIES = 4;

  private final TestingRegister register = new TestingRegister();
  private final AgentMetrics metrics = new AgentMetrics();
  private final List<String> said = new CopyOnWriteArrayList<>();

  private PromptRegister open(Optional<AgentRegister> with) {
    AgentListener listener =
        new AgentListener() {
          @Override
          public void happened(String text) {
            said.add(text);
          }

          @Override
          public void advanced(String text) {
            throw new AssertionError(text);
          }
        };
    return new PromptRegister(
        with,
        TestingCaptureEngine.SOURCE,
        metrics,
        listener,
        new PromptRegister.LastWords(new TestingClock(), TRIES, Duration.ofMillis(1)));
  }

  @Test
  void close_promptsThatWait_writesThem() {
    try (PromptRegister prompts = open(Optional.of(register))) {
      prompts.captured(prompt("p0"));
      prompts.captured(prompt("p1"));
    }
    assertThat(register.written()).containsExactly("p0", "p1");
    assertThat(register.tried().get(0)).startsWith("run/prompts/1");
    assertThat(metrics.text()).contains("prompts_unregistered_total 0\n");
  }

  @Test
  void write_registerThatIsAway_sendsTheSamePromptsUnderTheSameTokenAgain() {
    register.failNext(new RegisterException.Away("refused connection", new Exception()));
    try (PromptRegister prompts = open(Optional.of(register))) {
      prompts.captured(prompt("p0"));
    }
    assertThat(register.tried()).containsExactly("run/prompts/1[p0]", "run/prompts/1[p0]");
    assertThat(register.written()).containsExactly("p0");
    assertThat(said).containsExactly("prompts wait to be registered: refused connection");
  }

  @Test
  void close_registerThatStaysAway_triesAgainThenCountsAndTells() {
    for (int i = 0; i < 2 * TRIES; i++) {
      register.failNext(new RegisterException.Away("refused connection", new Exception()));
    }
    try (PromptRegister prompts = open(Optional.of(register))) {
      prompts.captured(prompt("p0"));
      prompts.captured(prompt("p1"));
    }
    assertThat(register.written()).isEmpty();
    assertThat(register.tried()).hasSizeGreaterThanOrEqualTo(TRIES);
    assertThat(metrics.promptsUnregistered()).isEqualTo(2);
    assertThat(said)
        .contains("2 prompts are not in the table of prompts: ClickHouse did not take them");
  }

  @Test
  void write_registerThatRefuses_countsThemAndGoesOn() {
    register.failNext(new RegisterException.Refused("no such column", new Exception()));
    try (PromptRegister prompts = open(Optional.of(register))) {
      prompts.captured(prompt("p0"));
    }
    assertThat(register.written()).isEmpty();
    assertThat(said).containsExactly("prompts are not registered: no such column");
    assertThat(metrics.text()).contains("prompts_unregistered_total 1\n");
  }

  @Test
  void captured_noRegister_keepsNothing() {
    try (PromptRegister prompts = open(Optional.empty())) {
      prompts.captured(prompt("p0"));
    }
    assertThat(said).isEmpty();
    assertThat(metrics.text()).contains("prompts_unregistered_total 0\n");
  }
}
