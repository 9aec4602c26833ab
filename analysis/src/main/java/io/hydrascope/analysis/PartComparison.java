package io.hydrascope.analysis;

import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.schemas.Component;
import io.hydrascope.schemas.ResidualBasis;
import io.hydrascope.schemas.capture.CaptureRows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Compares ablated rows of full detail with their intact rows, component by component. */
final class PartComparison {
  private final ResidualBasis basis;
  private final List<ResponderRange> runs;
  private final Map<AblationUnit, boolean[]> partsOf = new HashMap<>();
  private @Nullable AblationUnit lastUnit;
  private boolean[] lastParts = {};

  /** How a responder is counted in the splits of B. */
  private enum ResponderKind {
    HEAD,
    MLP,
    OTHER;

    static final int COUNT = values().length;
  }

  /** Entries of the basis that lie together and are counted alike. */
  private record ResponderRange(ResponderKind kind, int start, int end) {}

  PartComparison(ResidualBasis basis) {
    this.basis = basis;
    runs = runs(basis.components());
  }

  private static List<ResponderRange> runs(List<Component> components) {
    List<ResponderRange> runs = new ArrayList<>();
    for (int start = 0, end; start < components.size(); start = end) {
      ResponderKind kind = responderKind(components.get(start));
      end = start + 1;
      while (end < components.size() && responderKind(components.get(end)) == kind) {
        end++;
      }
      runs.add(new ResponderRange(kind, start, end));
    }
    return runs;
  }

  private static ResponderKind responderKind(Component component) {
    return switch (component.kind()) {
      case HEAD -> ResponderKind.HEAD;
      case MLP_OUT -> ResponderKind.MLP;
      case EMBED, POS_EMBED, ATTN_BIAS, ATTN_OUT -> ResponderKind.OTHER;
    };
  }

  /** Which components are replaced, and so do not answer; none with an edge. */
  boolean[] silent(AblationUnit unit) {
    return unit.isEdge() ? new boolean[basis.size()] : parts(unit);
  }

  /** Rows of one unit lie together: the last one's are at hand. */
  @SuppressWarnings("ReferenceEquality") // A cheap guess; an equal unit is found in the map.
  private boolean[] parts(AblationUnit unit) {
    if (unit != lastUnit) {
      lastParts = partsOf.computeIfAbsent(unit, basis::partsOf);
      lastUnit = unit;
    }
    return lastParts;
  }

  /** What an ablated row of the unit sums up to beside its intact row. */
  PartSums sums(AblationUnit unit, CaptureRows rows, int row, int intact) {
    boolean[] parts = parts(unit);
    boolean isEdge = unit.isEdge();
    float[] contributions = rows.contributions();
    int after = row * basis.size();
    int before = intact * basis.size();
    int changed = firstChanged(contributions, before, after);
    double[] byKind = new double[ResponderKind.COUNT];
    double intactSum = ownSum(contributions, before, parts, changed);
    double own = 0;
    double positive = 0;
    double erasure = 0;
    for (ResponderRange run : runs) {
      double answered = byKind[run.kind.ordinal()];
      for (int j = Math.max(run.start, changed); j < run.end; j++) {
        double contribution = contributions[before + j];
        double response = contributions[after + j] - contribution;
        intactSum += parts[j] ? contribution : 0;
        if (parts[j] && !isEdge) {
          own += response;
        } else {
          answered += response;
          double risen = above0(response);
          positive += risen;
          erasure += Math.min(risen, above0(-contribution));
        }
      }
      byKind[run.kind.ordinal()] = answered;
    }
    PartSums sums = new PartSums();
    sums.contribution = intactSum;
    sums.own = own;
    sums.heads = byKind[ResponderKind.HEAD.ordinal()];
    sums.mlps = byKind[ResponderKind.MLP.ordinal()];
    sums.other = byKind[ResponderKind.OTHER.ordinal()];
    sums.positive = positive;
    sums.erasure = erasure;
    return sums;
  }

  /** What comes before is the intact run's, number for number: its responses are 0. */
  private int firstChanged(float[] contributions, int before, int after) {
    int first =
        Arrays.mismatch(
            contributions,
            before,
            before + basis.size(),
            contributions,
            after,
            after + basis.size());
    return first < 0 ? basis.size() : first;
  }

  /** Sums the own parts before {@code end}. */
  private static double ownSum(float[] contributions, int start, boolean[] parts, int end) {
    double sum = 0;
    for (int j = 0; j < end; j++) {
      sum += parts[j] ? contributions[start + j] : 0;
    }
    return sum;
  }

  /** max(x, 0) of a finite float or difference of two: exact, and without a branch. */
  private static double above0(double x) {
    return (x + Math.abs(x)) / 2;
  }
}
