package io.hydrascope.agent.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProgressTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final TestingSeconds clock = new TestingSeconds();
  private final Progress progress =
      new Progress(new PrintStream(out, true, StandardCharsets.UTF_8), false, clock);

  private static final class TestingSeconds extends Clock {
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      throw new UnsupportedOperationException();
    }
  }

  @Test
  void beat_nothingElseIsPrinted_neverLeavesFiveSecondsWithoutALine() {
    progress.say("waiting for rows");
    beatFor(20);
    assertThat(lines()).hasSizeGreaterThanOrEqualTo(1 + 20 / 5);
    assertThat(lines().get(1)).contains("waiting for rows · for 4 s");
  }

  @Test
  void beat_updatesThatWereSkipped_showsTheNewest() {
    progress.say("begins");
    progress.update("1 of 9");
    progress.update("2 of 9");
    beatFor(5);
    assertThat(lines()).hasSize(3);
    assertThat(lines().get(2)).contains("2 of 9");
  }

  @Test
  void await_whatTakesLong_isShownAndWhatIsQuickIsNot() {
    progress.await("starting ClickHouse");
    beatFor(2);
    assertThat(lines()).isEmpty();
    beatFor(3);
    assertThat(lines()).singleElement().asString().contains("starting ClickHouse");
  }

  @Test
  void rest_nothingIsAwaited_staysSilent() {
    progress.say("starting");
    progress.rest("the platform stays up");
    progress.say("a prompt was refused");
    beatFor(60);
    assertThat(lines()).hasSize(3);
  }

  @Test
  void close_nothingIsAwaited_staysSilent() {
    progress.say("starting");
    progress.close();
    beatFor(60);
    assertThat(lines()).hasSize(1);
  }

  private void beatFor(int seconds) {
    for (int half = 0; half < 2 * seconds; half++) {
      clock.now = clock.now.plusMillis(500);
      progress.beat();
    }
  }

  private List<String> lines() {
    return out.toString(StandardCharsets.UTF_8).lines().toList();
  }
}
