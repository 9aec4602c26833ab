package io.hydrascope.testkit.traffic;

import io.hydrascope.schemas.Ablation;
import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.schemas.ActivationSite;
import io.hydrascope.schemas.CapturePlan;
import io.hydrascope.schemas.ResidualBasis;
import io.hydrascope.schemas.Scope;
import io.hydrascope.schemas.Target;
import io.hydrascope.schemas.VectorPrecision;
import io.hydrascope.schemas.capture.Capture;
import io.hydrascope.schemas.capture.CaptureBatch;
import io.hydrascope.schemas.capture.CaptureRows;
import io.hydrascope.schemas.capture.CaptureSource;
import io.hydrascope.schemas.capture.VectorBatch;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;

/**
 * Captures of two revisions of a model that never existed: two layers with two heads. The numbers
 * are drawn, the same for the same revision and prompt in every message, and add up. What {@link
 * #BASE}'s components contribute is 0 on average; in intact runs of {@link #CANDIDATE} it is
 * {@value #CANDIDATE_MEAN}, so that its direct effects differ from 0.
 */
public final class TestingCaptures {
  public static final String BASE = "base";
  public static final String CANDIDATE = "candidate";
  public static final List<String> REVISIONS = List.of(BASE, CANDIDATE);
  public static final int POSITIONS = 3;
  public static final int VECTOR_POSITION = 1;
  public static final List<AblationUnit> ABLATED =
      List.of(
          AblationUnit.head(0, 0),
          AblationUnit.head(0, 1),
          AblationUnit.attnOut(0),
          AblationUnit.mlpOut(0),
          AblationUnit.head(1, 0),
          AblationUnit.head(1, 1),
          AblationUnit.attnOut(1),
          AblationUnit.mlpOut(1));

  /** When prompt 0 was run, where nothing else is said: its windows have ended, its rows stay. */
  @SuppressWarnings("TimeInStaticInitializer") // the same for all of a run, as it is meant
  public static final Instant FIRST_EVENT =
      Instant.now().truncatedTo(ChronoUnit.DAYS).minus(2, ChronoUnit.DAYS);

  private static final long FIRST_EVENT_MICROS =
      ChronoUnit.MICROS.between(Instant.EPOCH, FIRST_EVENT);

  private static final ResidualBasis BASIS = new ResidualBasis(2, 2, true);
  private static final CapturePlan PLAN =
      new CapturePlan(Ablation.ZERO, Scope.ALL_POSITIONS, Target.NEXT, ABLATED, "all", "");
  private static final double KAPPA = 0.25;
  private static final float CANDIDATE_MEAN = 1;

  private TestingCaptures() {}

  /** These prompts' rows of some of the plan's components; the prompts were run two days ago. */
  public static CaptureBatch batch(
      String revision, List<Integer> prompts, List<AblationUnit> components) {
    return batch(revision, prompts, components, FIRST_EVENT_MICROS);
  }

  /**
   * @param firstEventMicros when prompt 0 was run; each other one a microsecond after the one
   *     before
   */
  public static CaptureBatch batch(
      String revision,
      List<Integer> prompts,
      List<AblationUnit> components,
      long firstEventMicros) {
    int rowsPerCapture = POSITIONS * (1 + components.size());
    CaptureRows rows = CaptureRows.allocate(prompts.size() * rowsPerCapture, BASIS.size());
    List<Capture> captures = new ArrayList<>();
    for (int capture = 0; capture < prompts.size(); capture++) {
      for (int row = 0; row < rowsPerCapture; row++) {
        int at = capture * rowsPerCapture + row;
        rows.capture()[at] = capture;
        rows.position()[at] = row % POSITIONS;
        rows.ablated()[at] = row / POSITIONS - 1;
        fill(rows, at, revision, prompts.get(capture), components);
      }
      captures.add(capture(revision, prompts.get(capture), firstEventMicros));
    }
    return new CaptureBatch(source(revision), PLAN, BASIS, components, captures, rows);
  }

  /** These prompts' intact vectors of one head at {@link #VECTOR_POSITION}. */
  public static VectorBatch vectors(String revision, List<Integer> prompts) {
    List<Capture> captures = new ArrayList<>();
    List<VectorBatch.Entry> entries = new ArrayList<>();
    for (int capture = 0; capture < prompts.size(); capture++) {
      captures.add(capture(revision, prompts.get(capture), FIRST_EVENT_MICROS));
      float[] values = {prompts.get(capture), -1};
      entries.add(
          new VectorBatch.Entry(
              capture, CaptureRows.INTACT, CaptureRows.NO_DONOR, VECTOR_POSITION, 0, values));
    }
    return new VectorBatch(
        source(revision),
        PLAN,
        VectorPrecision.BF16,
        captures,
        List.of(),
        List.of(ActivationSite.z(0, 0)),
        entries);
  }

  /** The logit is what the contributions and the scale of the row make of it. */
  private static void fill(
      CaptureRows rows, int at, String revision, int prompt, List<AblationUnit> components) {
    int position = rows.position()[at];
    String ablated = rows.isIntact(at) ? "" : components.get(rows.ablated()[at]).text();
    Random random = new Random(Objects.hash(revision, prompt, position, ablated));
    double intactScale = 1 + new Random(Objects.hash(revision, prompt, position)).nextDouble();
    double scale = rows.isIntact(at) ? intactScale : 1 + random.nextDouble();
    boolean isRaised = rows.isIntact(at) && revision.equals(CANDIDATE);
    double logit = 0;
    for (int i = 0; i < BASIS.size(); i++) {
      float contribution = (float) random.nextGaussian() + (isRaised ? CANDIDATE_MEAN : 0);
      rows.contributions()[at * BASIS.size() + i] = contribution;
      logit += contribution;
    }
    rows.targetToken()[at] = 40 + position;
    rows.kappa()[at] = KAPPA;
    rows.scale()[at] = scale;
    rows.logit()[at] = KAPPA + logit * intactScale / scale;
    rows.targetLogprob()[at] = -random.nextDouble();
    rows.kl()[at] = rows.isIntact(at) ? 0 : random.nextDouble();
    rows.top1Flip()[at] = !rows.isIntact(at) && random.nextBoolean();
  }

  public static String captureId(String revision, int prompt) {
    return PLAN.captureId(source(revision).contentSha256(), "p" + prompt, List.of());
  }

  public static String task(int prompt) {
    return prompt % 3 == 0 ? "sums" : "copying";
  }

  private static Capture capture(String revision, int prompt, long firstEventMicros) {
    return new Capture(
        captureId(revision, prompt),
        "p" + prompt,
        "p" + prompt,
        Map.of("task", task(prompt)),
        firstEventMicros + prompt);
  }

  private static CaptureSource source(String revision) {
    return new CaptureSource("made-up", revision, "sha-of-" + revision, "run-1");
  }
}
