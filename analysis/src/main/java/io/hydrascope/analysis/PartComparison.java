package io.hydrascope.analysis;

import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.schemas.Component;
import io.hydrascope.schemas.ResidualBasis;
import io.hydrascope.schemas.capture.CaptureRows;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Compares ablated rows of full detail with their intact rows, component by component. */
final class PartComparison {
  private final ResidualBasis basis;
  private final ResponderKind[] kinds; // [component of basis]
  private final Map<AblationUnit, boolean[]> partsOf = new HashMap<>();
  private @Nullable AblationUnit lastUnit;
  private boolean[] lastParts = {};

  /** How a responder is counted in the splits of B. */
  private enum ResponderKind {
    HEAD,
    MLP,
    OTHER
  }

  PartComparison(ResidualBasis basis) {
    this.basis = basis;
    kinds =
        basis.components().stream()
            .map(PartComparison::responderKind)
            .toArray(ResponderKind[]::new);
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
    int width = kinds.length;
    PartSums sums = new PartSums();
    for (int j = 0; j < width; j++) {
      double contribution = rows.contributions()[intact * width + j];
      double response = rows.contributions()[row * width + j] - contribution;
      sums.contribution += parts[j] ? contribution : 0;
      if (parts[j] && !unit.isEdge()) {
        sums.own += response;
      } else {
        addResponse(sums, kinds[j], response, contribution);
      }
    }
    return sums;
  }

  private static void addResponse(
      PartSums sums, ResponderKind kind, double response, double contribution) {
    switch (kind) {
      case HEAD -> sums.heads += response;
      case MLP -> sums.mlps += response;
      case OTHER -> sums.other += response;
    }
    double risen = Math.max(response, 0);
    sums.positive += risen;
    sums.erasure += Math.min(risen, Math.max(-contribution, 0));
  }
}
