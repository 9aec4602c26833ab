package io.hydrascope.compare;

import io.hydrascope.analysis.shift.PromptDifference;
import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.schemas.ShiftMeasure;
import io.hydrascope.storage.query.PairedPrompt;
import io.hydrascope.storage.query.PairedQueries;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Puts rows together that arrive unit by unit and prompt by prompt. */
final class StoredUnits implements PairedQueries.Taker {
  private static final int MEASURES = ShiftMeasure.MADE_OF.size();

  private final List<AblationUnit> ablated;
  private final Map<String, Integer> components = new HashMap<>();
  private final Consumer<List<StoredPrompt>> units;
  private final List<StoredPrompt> open = new ArrayList<>(); // of the present unit
  private String unit = "";
  private String prompt = "";
  private PairedPrompt[] rows; // [component]

  /** A prompt that both revisions answered. */
  record StoredPrompt(String promptId, PromptDifference difference) {}

  /**
   * @param ablated the plan's components
   * @param units takes the prompts of each unit when it is complete
   */
  StoredUnits(List<AblationUnit> ablated, Consumer<List<StoredPrompt>> units) {
    ablated.forEach(each -> components.put(each.text(), components.size()));
    this.ablated = List.copyOf(ablated);
    this.units = units;
    rows = new PairedPrompt[ablated.size()];
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
    if (!prompt.isEmpty()) {
      open.add(new StoredPrompt(prompt, difference()));
      rows = new PairedPrompt[rows.length];
      prompt = "";
    }
  }

  private PromptDifference difference() {
    int[] places = new int[rows.length];
    double[] before = new double[rows.length * MEASURES];
    double[] after = new double[rows.length * MEASURES];
    double[] baseSums = new double[rows.length * 2];
    for (int component = 0; component < rows.length; component++) {
      PairedPrompt row = rows[component];
      if (row != null) {
        places[component] = row.places();
        System.arraycopy(row.base(), 0, before, component * MEASURES, MEASURES);
        System.arraycopy(row.candidate(), 0, after, component * MEASURES, MEASURES);
        System.arraycopy(row.baseSums(), 0, baseSums, component * 2, 2);
      }
    }
    return PromptDifference.of(ablated, places, before, after, baseSums);
  }

  private void endUnit() {
    if (!open.isEmpty()) {
      units.accept(List.copyOf(open));
      open.clear();
    }
  }
}
