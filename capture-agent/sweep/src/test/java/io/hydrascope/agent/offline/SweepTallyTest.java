package io.hydrascope.agent.offline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.hydrascope.agent.progress.Progress;
import io.hydrascope.schemas.Ablation;
import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.schemas.CapturePlan;
import io.hydrascope.schemas.Measure;
import io.hydrascope.schemas.Scope;
import io.hydrascope.schemas.Target;
import io.hydrascope.schemas.capture.Capture;
import io.hydrascope.schemas.capture.CaptureSource;
import io.hydrascope.schemas.rows.EffectBatch;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SweepTallyTest {
  private static final List<AblationUnit> UNITS = List.of(AblationUnit.head(0, 0));

  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private final ByteArrayOutputStream told = new ByteArrayOutputStream();
  private final Clock clock =
      new Clock() {
        @Override
        public ZoneId getZone() {
          return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
          return this;
        }

        @Override
        public Instant instant() {
          return now;
        }
      };

  @Test
  void add_aQuarterOfTheWorkInTenSeconds_tellsTheRateAndThirtySecondsLeft() {
    SweepTally tally = tally(8, 400);

    now = now.plusSeconds(10);
    tally.add(effects(), 250, 100);
    tally.promptDone();

    assertThat(told()).contains("1 of 8 prompts · 25 ablations/s · 30 s left");
  }

  @Test
  void passDone_halfOfAPrompt_countsAsDoneOnce() {
    SweepTally tally = tally(2, 200);

    now = now.plusSeconds(10);
    tally.passDone(20, 50);
    assertThat(told()).contains("0 of 2 prompts · 25% of all · 2 ablations/s · 30 s left");

    now = now.plusSeconds(10);
    tally.add(effects(), 40, 100);
    tally.promptDone();
    assertThat(told()).contains("1 of 2 prompts · 2 ablations/s · 20 s left");
    assertThat(tally.secondsOfAll()).isEqualTo(40, within(1e-9));
  }

  @Test
  void secondsOfAll_firstPromptWarmsUp_isLedByTheOthers() {
    SweepTally tally = tally(11, 1100);
    now = now.plusSeconds(30);
    tally.add(effects(), 1, 100);
    tally.promptDone();
    now = now.plusSeconds(10);
    tally.add(effects(), 1, 100);
    tally.promptDone();
    assertThat(tally.secondsOfAll()).isEqualTo(30 + 10 * 10, within(1e-9));
  }

  private SweepTally tally(int prompts, double work) {
    PrintStream out = new PrintStream(told, true, StandardCharsets.UTF_8);
    return new SweepTally(new Progress(out, true, clock), clock, prompts, work);
  }

  private String told() {
    return told.toString(StandardCharsets.UTF_8);
  }

  private static EffectBatch effects() {
    return new EffectBatch(
        new CaptureSource("model", "revision", "sha", "run"),
        new CapturePlan(Ablation.ZERO, Scope.ALL_POSITIONS, Target.ARGMAX, UNITS, "last", ""),
        new Capture("id", "p", "p", Map.of(), 0),
        UNITS,
        new int[1],
        new int[1],
        new int[] {-1},
        new int[1],
        new double[1],
        new double[1],
        new boolean[1],
        new double[Measure.COUNT]);
  }
}
