package io.hydrascope.platform.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hydrascope.schemas.text.BadInputException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TimeRangeTest {
  private static final Instant NOW = Instant.parse("2026-02-01T10:00:00Z");
  private static final Instant MIDNIGHT = Instant.parse("2026-01-31T00:00:00Z");

  private final List<String> said = new ArrayList<>();

  @Test
  void parse_noEnd_isNowAndSaysNothing() {
    assertThat(parse("2026-01-31", Optional.empty())).isEqualTo(new TimeRange(MIDNIGHT, NOW));
    assertThat(said).isEmpty();
  }

  @Test
  void parse_endInTheFuture_isNowAndSaysSoOnce() {
    assertThat(parse("2026-01-31", Optional.of("2026-02-02")))
        .isEqualTo(new TimeRange(MIDNIGHT, NOW));
    assertThat(said)
        .containsExactly(
            "--to 2026-02-02 lies in the future: the replay ends now, at 2026-02-01T10:00:00Z");
  }

  @Test
  void parse_endInThePast_isKept() {
    assertThat(parse("2026-01-31", Optional.of("2026-01-31T12:00:00Z")))
        .isEqualTo(new TimeRange(MIDNIGHT, Instant.parse("2026-01-31T12:00:00Z")));
    assertThat(said).isEmpty();
  }

  @Test
  void parse_startThatIsTooLate_namesItAndTheLimit() {
    assertThatThrownBy(() -> parse("2026-02-03", Optional.empty()))
        .isInstanceOf(BadInputException.class)
        .hasMessage(
            "--from 2026-02-03 lies in the future; choose a time before now, 2026-02-01T10:00:00Z");
    assertThatThrownBy(() -> parse("2026-01-31", Optional.of("2026-01-30")))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("--from 2026-01-31 is not before --to 2026-01-30");
  }

  private TimeRange parse(String from, Optional<String> to) {
    return TimeRange.parse(from, to, NOW, said::add);
  }
}
