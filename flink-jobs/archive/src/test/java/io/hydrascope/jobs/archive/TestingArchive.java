package io.hydrascope.jobs.archive;

import io.hydrascope.jobs.streams.RawRecord;
import io.hydrascope.schemas.Ablation;
import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.schemas.ActivationSite;
import io.hydrascope.schemas.CapturePlan;
import io.hydrascope.schemas.DonorPosition;
import io.hydrascope.schemas.ResidualBasis;
import io.hydrascope.schemas.Scope;
import io.hydrascope.schemas.Target;
import io.hydrascope.schemas.VectorPrecision;
import io.hydrascope.schemas.capture.Capture;
import io.hydrascope.schemas.capture.CaptureBatch;
import io.hydrascope.schemas.capture.CaptureBatchCodec;
import io.hydrascope.schemas.capture.CaptureMessage;
import io.hydrascope.schemas.capture.CaptureRows;
import io.hydrascope.schemas.capture.CaptureSource;
import io.hydrascope.schemas.capture.VectorBatch;
import io.hydrascope.schemas.capture.VectorBatchCodec;
import io.hydrascope.schemas.capture.VectorMessage;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Messages about a model of one layer with two heads, as Kafka would bring them. */
final class TestingArchive {
  static final AblationUnit HEAD = AblationUnit.head(0, 1);
  static final AblationUnit ATTENTION = AblationUnit.attnOut(0);
  static final List<String> DONORS = List.of("d0", "d1");
  static final int POSITIONS = 2;

  @SuppressWarnings("TimeInStaticInitializer") // the same for all of a run, as it is meant
  private static final long EVENT_MICROS =
      ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now().minusSeconds(60));

  private static final ResidualBasis BASIS = new ResidualBasis(1, 2, true);
  private static final CapturePlan PLAN =
      new CapturePlan(
          Ablation.RESAMPLE,
          Scope.ALL_POSITIONS,
          Target.NEXT,
          List.of(HEAD, ATTENTION),
          "all",
          "",
          DonorPosition.SAME,
          0);
  private static final CaptureSource SOURCE =
      new CaptureSource("demo", "base", "ab".repeat(32), "run-1");

  private TestingArchive() {}

  static CaptureBatch captures(String prompt) {
    int unitRows = POSITIONS * DONORS.size();
    CaptureRows rows =
        CaptureRows.allocate(POSITIONS + PLAN.ablated().size() * unitRows, BASIS.size());
    Random random = new Random(prompt.hashCode());
    for (int row = 0; row < rows.count(); row++) {
      int ablatedRow = row - POSITIONS;
      boolean intact = ablatedRow < 0;
      rows.ablated()[row] = intact ? CaptureRows.INTACT : ablatedRow / unitRows;
      rows.position()[row] = intact ? row : ablatedRow % unitRows / DONORS.size();
      rows.donor()[row] = intact ? CaptureRows.NO_DONOR : ablatedRow % DONORS.size();
      rows.targetToken()[row] = 40 + rows.position()[row];
      rows.scale()[row] = 1;
    }
    for (int i = 0; i < rows.contributions().length; i++) {
      rows.contributions()[i] = (float) random.nextGaussian();
    }
    return new CaptureBatch(
        SOURCE, PLAN, BASIS, PLAN.ablated(), List.of(capture(prompt, EVENT_MICROS)), rows);
  }

  static VectorBatch vectors(String prompt) {
    return vectors(prompt, EVENT_MICROS);
  }

  static VectorBatch vectors(String prompt, long eventTimeMicros) {
    return new VectorBatch(
        SOURCE,
        PLAN,
        VectorPrecision.F32,
        List.of(capture(prompt, eventTimeMicros)),
        List.of(HEAD),
        List.of(ActivationSite.z(0, 0), ActivationSite.residual()),
        List.of(
            new VectorBatch.Entry(0, CaptureRows.INTACT, CaptureRows.NO_DONOR, 1, 0, values(2)),
            new VectorBatch.Entry(0, 0, 0, 1, 0, values(2)),
            new VectorBatch.Entry(0, 0, 1, 1, 1, values(4))));
  }

  private static float[] values(int width) {
    float[] values = new float[width];
    for (int i = 0; i < width; i++) {
      values[i] = (i - 1) / 3f;
    }
    return values;
  }

  private static Capture capture(String prompt, long eventTimeMicros) {
    String id = PLAN.captureId(SOURCE.contentSha256(), prompt, DONORS);
    return new Capture(
        id, prompt, prompt, Map.of("task", "sums"), DONORS, Capture.NO_TOKEN, eventTimeMicros);
  }

  static RawRecord message(CaptureBatch batch) {
    try (CaptureBatchCodec codec = new CaptureBatchCodec()) {
      CaptureMessage message = codec.encode(batch, "chunk");
      return new RawRecord("captures", 0, 3, new HashMap<>(message.headers()), message.value());
    }
  }

  static RawRecord message(VectorBatch batch) {
    try (VectorBatchCodec codec = new VectorBatchCodec()) {
      VectorMessage message = codec.encode(batch, "chunk");
      return new RawRecord("vectors", 0, 5, new HashMap<>(message.headers()), message.value());
    }
  }
}
