package io.hydrascope.alerting.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CircuitTest {
  @Test
  void failed_inARow_waitsTwiceAsLongUpToFiveMinutes() {
    Circuit circuit = new Circuit();
    List<Long> seconds = new ArrayList<>();
    List<Boolean> open = new ArrayList<>();
    for (int i = 0; i < 11; i++) {
      seconds.add(circuit.failed().toSeconds());
      open.add(circuit.isOpen());
    }
    assertThat(seconds).containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 64L, 128L, 256L, 300L, 300L);
    assertThat(open.indexOf(true)).isEqualTo(4);
    for (int i = 0; i < 100; i++) {
      circuit.failed();
    }
    assertThat(circuit.failed().toSeconds()).isEqualTo(300);
    circuit.succeeded();
    assertThat(circuit.isOpen()).isFalse();
    assertThat(circuit.failed().toSeconds()).isEqualTo(1);
  }
}
