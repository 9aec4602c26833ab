package io.hydrascope.compare;

import io.hydrascope.schemas.Measure;
import io.hydrascope.storage.query.PairedPrompt;
import io.hydrascope.storage.query.PairedQueries;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * Puts rows together that arrive unit by unit and prompt by prompt. A prompt without a number for
 * every component is lost; a unit all of whose prompts are is left out.
 */
final class StoredUnits implements PairedQueries.Taker {
  private final Map<String, Integer> components = new HashMap<>();
  private final List<String> names;
  private final UnansweredPrompts lost;
  private final BiConsumer<UnitDifference, BaseSums> units;
  private String unit = "";
  private String prompt = "";
  private UnitDifference difference;
  private BaseSums sums;
  private PairedPrompt[] rows; // [component]

  /**
   * The base's sums over a unit's rows.
   *
   * @param direct of direct_effect // [component]
   * @param repair of self_repair // [component]
   */
  record BaseSums(double[] direct, double[] repair) {
    static BaseSums of(int components) {
      return new BaseSums(new double[components], new double[components]);
    }
  }

  /**
   * @param names of the components, in the plan's order
   * @param units takes each unit when it is complete
   */
  StoredUnits(
      List<String> names, UnansweredPrompts lost, BiConsumer<UnitDifference, BaseSums> units) {
    for (int i = 0; i < names.size(); i++) {
      components.put(names.get(i), i);
    }
    this.names = names;
    this.lost = lost;
    this.units = units;
    difference = new UnitDifference(names.size());
    sums = BaseSums.of(names.size());
    rows = new PairedPrompt[names.size()];
  }

  @Override
  public void take(PairedPrompt row) {
    if (!row.promptId().equals(prompt)) {
      endPrompt();
      prompt = row.promptId();
    }
    if (!row.unit().equals(unit)) {
      endUnit();
      unit = row.unit();
    }
    Integer component = components.get(row.component());
    if (component != null) {
      rows[component] = row;
    }
  }

  /** After the last row. */
  void end() {
    endPrompt();
    endUnit();
  }

  private void endPrompt() {
    if (prompt.isEmpty()) {
      return;
    }
    String trouble = trouble();
    if (trouble.isEmpty()) {
      add();
    } else {
      lost.add(prompt, trouble);
    }
    rows = new PairedPrompt[rows.length];
    prompt = "";
  }

  private String trouble() {
    for (int component = 0; component < rows.length; component++) {
      if (rows[component] == null) {
        return "no row of " + names.get(component) + " at a token that both read";
      }
      for (int i = 0; i < PairedQueries.READ.size(); i++) {
        double sum = rows[component].base()[i] + rows[component].candidate()[i];
        if (!Double.isFinite(sum)) {
          return "%s of %s is not finite"
              .formatted(PairedQueries.READ.get(i).column(), names.get(component));
        }
      }
    }
    return "";
  }

  private void add() {
    double[] before = new double[rows.length * Measure.COUNT];
    double[] after = new double[rows.length * Measure.COUNT];
    for (int component = 0; component < rows.length; component++) {
      PairedPrompt row = rows[component];
      for (int i = 0; i < PairedQueries.READ.size(); i++) {
        int at = component * Measure.COUNT + PairedQueries.READ.get(i).ordinal();
        before[at] = row.base()[i];
        after[at] = row.candidate()[i];
      }
      int first = component * Measure.COUNT;
      sums.direct[component] += row.rows() * before[first + Measure.DIRECT_EFFECT.ordinal()];
      sums.repair[component] += row.rows() * before[first + Measure.SELF_REPAIR.ordinal()];
    }
    difference.add(before, after);
  }

  private void endUnit() {
    if (difference.prompts() > 0) {
      units.accept(difference, sums);
      difference = new UnitDifference(rows.length);
      sums = BaseSums.of(rows.length);
    }
  }
}
