package io.hydrascope.agent.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClockCheckTest {
  private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
  private static final long NOW_MICROS = NOW.toEpochMilli() * 1_000;

  private final TestingRegister register = new TestingRegister();
  private final AgentMetrics metrics = new AgentMetrics();
  private final List<String> told = new ArrayList<>();

  @Test
  void look_clocksAgree_saysNothing() {
    try (ClockCheck check = check()) {
      register.clockMicros(NOW_MICROS - 4_900_000);
      check.look();
    }
    assertThat(told).isEmpty();
    assertThat(metrics.text()).contains("hydrascope_agent_clock_offset_seconds 4.9");
  }

  @Test
  void look_clocksDiffer_saysItOnceUntilTheyAgree() {
    try (ClockCheck check = check()) {
      register.clockMicros(NOW_MICROS - 601_000_000);
      check.look();
      check.look();
      assertThat(told)
          .singleElement()
          .satisfies(
              line ->
                  assertThat(line)
                      .startsWith("this machine's clock is 601.0 s ahead of that of ClickHouse")
                      .contains("set it (NTP)"));
      register.clockMicros(NOW_MICROS);
      check.look();
      register.clockMicros(NOW_MICROS + 7_000_000);
      check.look();
      assertThat(told).hasSize(2).last().asString().contains("7.0 s behind that of ClickHouse");
    }
  }

  @Test
  void look_registerAway_knowsNothing() {
    try (ClockCheck check = check()) {
      register.failNext(new RegisterException.Away("away", new IOException("away")));
      check.look();
    }
    assertThat(told).isEmpty();
    assertThat(metrics.clockOffsetSeconds()).isNaN();
  }

  private ClockCheck check() {
    AgentListener listener =
        new AgentListener() {
          @Override
          public void happened(String text) {
            told.add(text);
          }

          @Override
          public void advanced(String text) {
            throw new AssertionError("nothing advances");
          }
        };
    return new ClockCheck(register, metrics, listener, Clock.fixed(NOW, ZoneOffset.UTC));
  }
}
