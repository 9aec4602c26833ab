package io.hydrascope.analysis.shift;

import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.schemas.Measure;
import io.hydrascope.schemas.ShiftMeasure;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The rows of base and candidate at one prompt, each with its partner: same component, position and
 * donor. Only rows at the same target token are compared.
 */
public final class PairedRows {
  private static final int MEASURES = ShiftMeasure.MADE_OF.size();
  private static final int DIRECT = ShiftMeasure.MADE_OF.indexOf(Measure.DIRECT_EFFECT);
  private static final int REPAIR = ShiftMeasure.MADE_OF.indexOf(Measure.SELF_REPAIR);

  private final List<AblationUnit> ablated;
  private final List<Reading> base; // by key
  private final List<Pair> pairs = new ArrayList<>(); // by key
  private int unpaired;
  private int otherToken;

  private record Reading(RowKey key, PromptReadings of, int row) {
    int targetToken() {
      return of.targetToken()[row];
    }
  }

  private record Pair(Reading base, Reading candidate) {
    RowKey key() {
      return base.key;
    }
  }

  /** A number of one row of the base and its partner, by their indexes in their readings. */
  public interface PairValue {
    double of(int baseRow, int candidateRow);
  }

  private PairedRows(List<AblationUnit> ablated, List<Reading> base) {
    this.ablated = List.copyOf(ablated);
    this.base = base;
  }

  /**
   * @param ablated the plan's components, whose order is that of every result
   * @param base all that it read at the prompt; of a row that came twice the later one counts
   * @param candidate likewise
   */
  public static PairedRows of(
      List<AblationUnit> ablated, List<PromptReadings> base, List<PromptReadings> candidate) {
    PairedRows rows = new PairedRows(ablated, byKey(ablated, base));
    rows.join(byKey(ablated, candidate));
    return rows;
  }

  private static List<Reading> byKey(List<AblationUnit> ablated, List<PromptReadings> readings) {
    Map<AblationUnit, Integer> indexes = new HashMap<>();
    ablated.forEach(unit -> indexes.put(unit, indexes.size()));
    List<Reading> rows = new ArrayList<>();
    for (PromptReadings part : readings) {
      int[] inPlan =
          part.components().stream().mapToInt(unit -> indexes.getOrDefault(unit, -1)).toArray();
      for (int row = 0; row < part.component().length; row++) {
        int component = inPlan[part.component()[row]];
        if (component >= 0) {
          RowKey key = new RowKey(component, part.position()[row], part.donor()[row]);
          rows.add(new Reading(key, part, row));
        }
      }
    }
    rows.sort(Comparator.comparing(Reading::key)); // stable, and quick where they lie in order
    return lastOfEach(rows);
  }

  private static List<Reading> lastOfEach(List<Reading> rows) {
    List<Reading> last = new ArrayList<>(rows.size());
    for (int i = 0; i < rows.size(); i++) {
      boolean comesAgain = i + 1 < rows.size() && rows.get(i).key.equals(rows.get(i + 1).key);
      if (!comesAgain) {
        last.add(rows.get(i));
      }
    }
    return last;
  }

  private void join(List<Reading> candidate) {
    int before = 0;
    int after = 0;
    while (before < base.size() && after < candidate.size()) {
      int order = base.get(before).key.compareTo(candidate.get(after).key);
      if (order == 0) {
        pair(base.get(before), candidate.get(after));
      } else {
        unpaired++;
      }
      before += order <= 0 ? 1 : 0;
      after += order >= 0 ? 1 : 0;
    }
    unpaired += base.size() - before + candidate.size() - after;
  }

  private void pair(Reading before, Reading after) {
    if (before.targetToken() == after.targetToken()) {
      pairs.add(new Pair(before, after));
    } else {
      otherToken++;
    }
  }

  /** Rows of either revision that the other has none for. */
  public int unpaired() {
    return unpaired;
  }

  /** Rows that the revisions read at different tokens. */
  public int otherToken() {
    return otherToken;
  }

  /** What the revisions say of the prompt. */
  public PromptDifference difference() {
    PlaceSums sums = new PlaceSums(ablated.size(), 2 * MEASURES);
    double[] values = new double[2 * MEASURES];
    for (Pair pair : pairs) {
      for (int i = 0; i < MEASURES; i++) {
        values[i] = pair.base.of.value(pair.base.row, i);
        values[MEASURES + i] = pair.candidate.of.value(pair.candidate.row, i);
      }
      sums.add(pair.key().component(), pair.key().position(), values);
    }
    sums.end();
    int[] places = new int[ablated.size()];
    double[] before = new double[ablated.size() * MEASURES];
    double[] after = new double[ablated.size() * MEASURES];
    for (int component = 0; component < places.length; component++) {
      places[component] = sums.places(component);
      for (int i = 0; i < MEASURES; i++) {
        before[component * MEASURES + i] = sums.mean(component, i);
        after[component * MEASURES + i] = sums.mean(component, MEASURES + i);
      }
    }
    return PromptDifference.of(ablated, places, before, after, baseSums(base, ablated.size()));
  }

  /**
   * The mean of another number over a component's pairs, taken as that of the measures: over donors
   * first, then over positions. NaN where it has none. For readings in one part.
   */
  public double mean(int component, PairValue value) {
    PlaceSums sums = new PlaceSums(ablated.size(), 1);
    for (Pair pair : pairs) {
      if (pair.key().component() == component) {
        sums.add(component, pair.key().position(), value.of(pair.base.row, pair.candidate.row));
      }
    }
    return sums.end().mean(component, 0);
  }

  /**
   * The base's sums over all its rows of a prompt, whatever the candidate: direct_effect and
   * self_repair // [component, 2]
   */
  public static double[] baseSums(List<AblationUnit> ablated, List<PromptReadings> base) {
    return baseSums(byKey(ablated, base), ablated.size());
  }

  private static double[] baseSums(List<Reading> base, int components) {
    PlaceSums sums = new PlaceSums(components, 2);
    for (Reading reading : base) {
      sums.add(
          reading.key.component(),
          reading.key.position(),
          reading.of.value(reading.row, DIRECT),
          reading.of.value(reading.row, REPAIR));
    }
    sums.end();
    double[] all = new double[components * 2];
    for (int i = 0; i < all.length; i++) {
      all[i] = sums.sum(i / 2, i % 2);
    }
    return all;
  }
}
