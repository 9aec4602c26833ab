package io.hydrascope.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

class PortRaceTest {
  private static final String TAKEN =
      "flink jobmanager ended with exit code 1: Caused by: java.net.BindException: Could not start actor system on any port in port range 28132; log x";

  private int tries;

  @Test
  void startedAgain_portTakenTwice_startsTheThirdTime() {
    assertThat(start(TAKEN, "kafka ended: Address already in use", "")).isEqualTo("started");
    assertThat(tries).isEqualTo(3);
  }

  @Test
  void startedAgain_portTakenEachTime_saysSo() {
    assertThatThrownBy(() -> start(TAKEN, TAKEN, TAKEN, ""))
        .isInstanceOf(EmbeddedException.class)
        .hasMessage(TAKEN);
    assertThat(tries).isEqualTo(3);
  }

  @Test
  void startedAgain_anotherCause_isNotTriedAgain() {
    assertThatThrownBy(() -> start("the disk is full", "")).hasMessage("the disk is full");
    assertThat(tries).isEqualTo(1);
  }

  /**
   * @param causes of the tries in order; empty where it starts
   */
  private String start(String... causes) {
    Deque<String> next = new ArrayDeque<>(List.of(causes));
    return PortRace.startedAgain(
        () -> {
          tries++;
          String cause = next.remove();
          if (!cause.isEmpty()) {
            throw new EmbeddedException(cause);
          }
          return "started";
        });
  }
}
