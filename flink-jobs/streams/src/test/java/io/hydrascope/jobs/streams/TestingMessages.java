package io.hydrascope.jobs.streams;

import io.hydrascope.analysis.Accounting;
import io.hydrascope.schemas.Ablation;
import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.schemas.CapturePlan;
import io.hydrascope.schemas.ResidualBasis;
import io.hydrascope.schemas.Scope;
import io.hydrascope.schemas.Target;
import io.hydrascope.schemas.capture.Capture;
import io.hydrascope.schemas.capture.CaptureBatch;
import io.hydrascope.schemas.capture.CaptureBatchCodec;
import io.hydrascope.schemas.capture.CaptureMessage;
import io.hydrascope.schemas.capture.CaptureRows;
import io.hydrascope.schemas.capture.CaptureSource;
import io.hydrascope.schemas.rows.EffectBatch;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Capture messages of a model with two heads, as Kafka would bring them. */
final class TestingMessages {
  static final AblationUnit HEAD = AblationUnit.head(0, 1);
  static final AblationUnit MLP = AblationUnit.mlpOut(0);

  private static final String BASE = "base";
  private static final ResidualBasis BASIS = new ResidualBasis(1, 2, true);
  private static final int POSITIONS = 3;

  @SuppressWarnings("TimeInStaticInitializer") // the same for all of a run, as it is meant
  private static final long EVENT_MICROS =
      ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now().minusSeconds(60));

  private TestingMessages() {}

  /** One prompt, its rows of these components, at that offset. */
  static RawRecord message(long offset, String prompt, AblationUnit... components) {
    return message(offset, BASE, prompt, List.of(components));
  }

  /** The same weights, whatever the revision's name. */
  static RawRecord message(
      long offset, String revision, String prompt, List<AblationUnit> components) {
    return message(offset, batch(revision, prompt, components, EVENT_MICROS));
  }

  /** One prompt that was run at that time. */
  static RawRecord messageAt(long offset, String prompt, Instant time) {
    return message(offset, batch(BASE, prompt, List.of(HEAD), time.toEpochMilli() * 1_000));
  }

  private static RawRecord message(long offset, CaptureBatch batch) {
    try (CaptureBatchCodec codec = new CaptureBatchCodec()) {
      CaptureMessage message = codec.encode(batch, "chunk-" + offset);
      Map<String, byte[]> headers = new HashMap<>(message.headers());
      return new RawRecord("captures", 0, offset, headers, message.value());
    }
  }

  static EffectBatch effects(String prompt, AblationUnit... components) {
    return Accounting.account(batch(BASE, prompt, List.of(components), EVENT_MICROS)).get(0);
  }

  private static CaptureBatch batch(
      String revision, String prompt, List<AblationUnit> components, long eventTimeMicros) {
    CapturePlan plan =
        new CapturePlan(
            Ablation.ZERO, Scope.ALL_POSITIONS, Target.NEXT, List.of(HEAD, MLP), "all", "");
    String sha256 = "ab".repeat(32);
    return new CaptureBatch(
        new CaptureSource("demo", revision, sha256, "run-1"),
        plan,
        BASIS,
        components,
        List.of(
            new Capture(
                plan.captureId(sha256, prompt, List.of()),
                prompt,
                prompt,
                Map.of("task", "sums"),
                eventTimeMicros)),
        rows(components.size(), new Random(prompt.hashCode())));
  }

  private static CaptureRows rows(int components, Random random) {
    CaptureRows rows = CaptureRows.allocate(POSITIONS * (components + 1), BASIS.size());
    for (int row = 0; row < rows.count(); row++) {
      rows.position()[row] = row % POSITIONS;
      rows.ablated()[row] = row / POSITIONS - 1;
      rows.targetToken()[row] = 40 + rows.position()[row];
      rows.scale()[row] = 1 + random.nextDouble();
      rows.logit()[row] = random.nextGaussian();
    }
    for (int i = 0; i < rows.contributions().length; i++) {
      rows.contributions()[i] = (float) random.nextGaussian();
    }
    return rows;
  }
}
