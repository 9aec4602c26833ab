package io.hydrascope.benchmarks.agent;

import io.hydrascope.agent.sweep.CaptureBatcher;
import io.hydrascope.schemas.Ablation;
import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.schemas.CapturePlan;
import io.hydrascope.schemas.ResidualBasis;
import io.hydrascope.schemas.Scope;
import io.hydrascope.schemas.Target;
import io.hydrascope.schemas.capture.Capture;
import io.hydrascope.schemas.capture.CaptureBatch;
import io.hydrascope.schemas.capture.CaptureBatchCodec;
import io.hydrascope.schemas.capture.CaptureRows;
import io.hydrascope.schemas.capture.CaptureSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/**
 * Seeded captures as a sweep would make them, in batches of the agent's own size: an ablated row
 * repeats the intact row's numbers up to the ablated layer.
 */
public final class ReadyCaptures implements MadeUpCaptures {
  private static final List<AblationUnit.Kind> ALL_KINDS =
      List.of(AblationUnit.Kind.HEAD, AblationUnit.Kind.ATTN_OUT, AblationUnit.Kind.MLP_OUT);
  private static final int VOCABULARY = 50_257;

  /** Captures of other numbers; others have those of one of them under other ids. */
  private static final int DRAWN = 64;

  private final Shape shape;
  private final ResidualBasis basis;
  private final CapturePlan plan;
  private final CaptureSource source;
  private final List<CaptureRows> drawn = new ArrayList<>();

  /** The shape of a model and its prompts. */
  public enum Shape {
    /** The bundled model. */
    BUNDLED(4, 4, 12, true),
    GPT2_SMALL(12, 12, 16, true),
    /** One row of effects a capture. */
    SMALLEST(1, 1, 1, false);

    private final int layers;
    private final int heads;
    private final int positions;
    private final boolean hasHeads;

    Shape(int layers, int heads, int positions, boolean hasHeads) {
      this.layers = layers;
      this.heads = heads;
      this.positions = positions;
      this.hasHeads = hasHeads;
    }

    private List<AblationUnit.Kind> kinds() {
      return hasHeads ? ALL_KINDS : List.of(AblationUnit.Kind.MLP_OUT);
    }

    /** In lower case with hyphens. */
    public String text() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public static Shape of(String text) {
      return valueOf(text.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
  }

  public ReadyCaptures(Shape shape) {
    this(shape, new CaptureSource("ready", "base", "ab".repeat(32), "run-1"), Target.ARGMAX);
  }

  /** Of any revision: each answers the same. */
  public ReadyCaptures(Shape shape, CaptureSource source, Target target) {
    this.shape = shape;
    this.source = source;
    basis = new ResidualBasis(shape.layers, shape.heads, true);
    plan =
        new CapturePlan(
            Ablation.ZERO, Scope.ALL_POSITIONS, target, basis.units(shape.kinds()), "all", "");
    for (int seed = 0; seed < DRAWN; seed++) {
      drawn.add(rows(seed));
    }
  }

  /** Rows of effects that one capture becomes. */
  public int effectsACapture() {
    return plan.ablated().size() * shape.positions;
  }

  /** How many prompts make about so many bytes. */
  public int promptsOf(long bytes) {
    long capture = (long) (effectsACapture() + shape.positions) * CaptureBatchCodec.rowBytes(basis);
    return Math.toIntExact(bytes / capture);
  }

  public CaptureBatcher batcher() {
    return new CaptureBatcher(source, plan, basis);
  }

  /**
   * @param prompts each another
   */
  public List<CaptureBatch> batches(int prompts, long eventTimeMicros) {
    CaptureBatcher batcher = batcher();
    List<CaptureBatch> batches = new ArrayList<>();
    for (int prompt = 0; prompt < prompts; prompt++) {
      batches.addAll(batcher.add(capture("p" + prompt, eventTimeMicros), rows(prompt)));
    }
    batches.addAll(batcher.flush());
    return batches;
  }

  @Override
  public Capture capture(String promptId, long eventTimeMicros) {
    return new Capture(
        plan.captureId(source.contentSha256(), promptId, List.of()),
        promptId,
        promptId,
        Map.of("task", "task-" + Math.floorMod(promptId.hashCode(), 8), "tenant", "a"),
        eventTimeMicros);
  }

  @Override
  public CaptureSource source() {
    return source;
  }

  @Override
  public CapturePlan plan() {
    return plan;
  }

  @Override
  public ResidualBasis basis() {
    return basis;
  }

  /** One of a few that were drawn before: making them takes time from what is measured. */
  @Override
  public CaptureRows rows(String promptId) {
    return drawn.get(Math.floorMod(promptId.hashCode(), DRAWN));
  }

  /** The intact rows, then each unit's, positions ascending. */
  public CaptureRows rows(long seed) {
    Random random = new Random(seed);
    int count = shape.positions * (1 + plan.ablated().size());
    CaptureRows rows = CaptureRows.allocate(count, basis.size());
    for (int row = 0; row < count; row++) {
      int position = row % shape.positions;
      int unit = row / shape.positions - 1;
      rows.position()[row] = position;
      rows.ablated()[row] = unit;
      rows.targetToken()[row] = (int) ((seed + position) % VOCABULARY);
      rows.logit()[row] = random.nextGaussian();
      rows.scale()[row] = 1 + random.nextDouble();
      rows.read()[row] = rows.logit()[row];
      rows.targetLogprob()[row] = -random.nextDouble();
      rows.kl()[row] = unit < 0 ? 0 : random.nextDouble();
      rows.top1Flip()[row] = unit >= 0 && random.nextInt(10) == 0;
      contribute(rows, row, position, random);
    }
    return rows;
  }

  private void contribute(CaptureRows rows, int row, int intact, Random random) {
    int width = basis.size();
    int same =
        rows.isIntact(row)
            ? 0
            : basis.layerStart(plan.ablated().get(rows.ablated()[row]).first().layer());
    System.arraycopy(rows.contributions(), intact * width, rows.contributions(), row * width, same);
    for (int j = same; j < width; j++) {
      rows.contributions()[row * width + j] = (float) random.nextGaussian();
    }
  }
}
