package io.hydrascope.compare;

import io.hydrascope.agent.prompt.Prompt;
import io.hydrascope.schemas.Ablation;
import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.schemas.CapturePlan;
import io.hydrascope.schemas.Measure;
import io.hydrascope.schemas.Scope;
import io.hydrascope.schemas.Target;
import io.hydrascope.schemas.capture.Capture;
import io.hydrascope.schemas.capture.CaptureSource;
import io.hydrascope.schemas.rows.EffectBatch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * What two revisions answered, with all that makes a comparison hard: they argue for another token
 * at a third of the positions, prompts come in groups, positions have one to three donors, a few
 * prompts have no common token, and one component's direct effect lies around 0, so that its R_base
 * is undefined.
 */
final class TestingPairedRows {
  static final String MODEL = "paired";
  static final String BASE = "base";
  static final String CANDIDATE = "tuned";
  static final AblationUnit SHIFTED = AblationUnit.head(0, 1);
  static final AblationUnit STILL = AblationUnit.head(1, 0);
  static final AblationUnit AROUND_ZERO = AblationUnit.mlpOut(1);
  static final CapturePlan PLAN =
      new CapturePlan(
          Ablation.RESAMPLE,
          Scope.ALL_POSITIONS,
          Target.ARGMAX,
          List.of(SHIFTED, STILL, AROUND_ZERO),
          "all",
          "");
  static final int UNITS = 100;
  static final int POSITIONS = 6;

  /** Of these prompts no row is at a common token. */
  private static final List<String> APART = List.of("p3", "p5", "p40", "p77", "p101");

  private final Map<String, Prompt> prompts = new LinkedHashMap<>();
  private final Map<String, EffectBatch> base = new LinkedHashMap<>();
  private final Map<String, EffectBatch> candidate = new LinkedHashMap<>();

  /** One row; its values are as in a stored effect. */
  private record Row(int component, int position, int donor, int token, double[] measures) {}

  TestingPairedRows(long seed) {
    Random random = new Random(seed);
    for (int unit = 0; unit < UNITS; unit++) {
      int size = unit % 4 == 0 ? 3 : 1;
      for (int i = 0; i < size; i++) {
        String id = "p" + prompts.size();
        String group = size == 1 ? id : "g" + unit;
        List<String> donors = List.of("x" + unit, "a" + unit, "m" + unit);
        prompts.put(
            id, new Prompt(id, new int[] {1, 2, 3}, Map.of(), group, donors, Optional.empty()));
        answer(id, group, donors, random);
      }
    }
  }

  private void answer(String id, String group, List<String> donors, Random random) {
    List<Row> before = new ArrayList<>();
    List<Row> after = new ArrayList<>();
    boolean[] isOther = new boolean[POSITIONS];
    for (int position = 0; position < POSITIONS; position++) {
      isOther[position] = APART.contains(id) || (random.nextInt(3) == 0 && position > 0);
    }
    for (int component = 0; component < PLAN.ablated().size(); component++) {
      for (int position = 0; position < POSITIONS; position++) {
        for (int donor = 0; donor <= position % donors.size(); donor++) {
          double[] values = values(component, isOther[position], random);
          before.add(new Row(component, position, donor, 10 + position, values));
          int token = isOther[position] ? 50 + position : 10 + position;
          after.add(new Row(component, position, donor, token, moved(component, values, random)));
        }
      }
    }
    Capture capture = new Capture("c-" + id, id, group, Map.of(), donors, -1, 1_700L);
    base.put(id, batch(BASE, capture, before));
    candidate.put(id, batch(CANDIDATE, capture, after));
  }

  /** Where the tokens differ the base repairs much more: R_base shows which rows it is over. */
  private static double[] values(int component, boolean isOther, Random random) {
    double[] values = new double[Measure.COUNT];
    Arrays.setAll(values, measure -> 0.1 * random.nextGaussian());
    double direct = component == 2 ? 0.3 * random.nextGaussian() : 1 + 0.2 * random.nextGaussian();
    values[Measure.DIRECT_EFFECT.ordinal()] = direct;
    values[Measure.SELF_REPAIR.ordinal()] = (isOther ? 0.9 : 0.3) * direct;
    return values;
  }

  private static double[] moved(int component, double[] values, Random random) {
    double[] moved = values.clone();
    for (Measure measure : Measure.ALL) {
      moved[measure.ordinal()] += 0.02 * random.nextGaussian();
    }
    moved[Measure.SELF_REPAIR.ordinal()] += component == 0 ? 0.2 : 0;
    moved[Measure.DIRECT_EFFECT.ordinal()] *= 1.1;
    return moved;
  }

  private static EffectBatch batch(String revision, Capture capture, List<Row> rows) {
    double[] measures = new double[rows.size() * Measure.COUNT];
    for (int row = 0; row < rows.size(); row++) {
      System.arraycopy(rows.get(row).measures, 0, measures, row * Measure.COUNT, Measure.COUNT);
    }
    return new EffectBatch(
        new CaptureSource(MODEL, revision, (revision.equals(BASE) ? "b" : "e").repeat(64), "run"),
        PLAN,
        capture,
        PLAN.ablated(),
        rows.stream().mapToInt(Row::component).toArray(),
        rows.stream().mapToInt(Row::position).toArray(),
        rows.stream().mapToInt(Row::donor).toArray(),
        rows.stream().mapToInt(Row::token).toArray(),
        new double[rows.size()],
        new double[rows.size()],
        new boolean[rows.size()],
        measures);
  }

  EffectBatch base(String promptId) {
    return find(base, promptId);
  }

  EffectBatch candidate(String promptId) {
    return find(candidate, promptId);
  }

  private static EffectBatch find(Map<String, EffectBatch> answers, String promptId) {
    EffectBatch answer = answers.get(promptId);
    if (answer == null) {
      throw new IllegalArgumentException("promptId=" + promptId + " was not asked");
    }
    return answer;
  }

  List<Prompt> prompts() {
    return List.copyOf(prompts.values());
  }

  /** The prompts of each unit, in this order of the units. */
  List<List<Prompt>> units(List<String> names) {
    return names.stream()
        .map(name -> prompts().stream().filter(prompt -> prompt.group().equals(name)).toList())
        .toList();
  }

  List<EffectBatch> all() {
    List<EffectBatch> all = new ArrayList<>(base.values());
    all.addAll(candidate.values());
    return all;
  }
}
