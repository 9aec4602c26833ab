package io.hydrascope.cli.sweep;

import io.hydrascope.schemas.Ablation;
import io.hydrascope.schemas.AblationUnit.Kind;
import io.hydrascope.schemas.DonorPosition;
import io.hydrascope.schemas.Scope;
import io.hydrascope.schemas.Target;
import java.util.List;

/**
 * How a sweep measures.
 *
 * @param units all of these kinds are ablated
 * @param readout {@code all}, {@code last} or positions such as {@code 3,7}
 * @param donorPosition only resample ablation asks for it
 */
record Method(
    Ablation ablation,
    Scope scope,
    List<Kind> units,
    String readout,
    Target target,
    DonorPosition donorPosition) {
  Method {
    units = List.copyOf(units);
  }

  /** What a sweep does unless told otherwise. */
  static Method usual() {
    return new Method(
        Ablation.ZERO,
        Scope.ALL_POSITIONS,
        List.of(Kind.HEAD, Kind.ATTN_OUT, Kind.MLP_OUT),
        "all",
        Target.ARGMAX,
        DonorPosition.SAME);
  }
}
