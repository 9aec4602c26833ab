package io.hydrascope.agent.method;

import io.hydrascope.schemas.Ablation;
import io.hydrascope.schemas.AblationUnit.Kind;
import io.hydrascope.schemas.DonorPosition;
import io.hydrascope.schemas.Scope;
import io.hydrascope.schemas.Target;
import io.hydrascope.schemas.text.BadInputException;
import java.util.List;

/**
 * How a sweep measures.
 *
 * @param units all of these kinds are ablated
 * @param readout {@code all}, {@code last} or positions such as {@code 3,7}
 * @param donorPosition only resample ablation asks for it
 */
public record Method(
    Ablation ablation,
    Scope scope,
    List<Kind> units,
    String readout,
    Target target,
    DonorPosition donorPosition) {
  public Method {
    units = List.copyOf(units);
    if (target == Target.NEXT && readout.equals("last")) {
      throw new BadInputException(
          "--target next with --readout last: the last token has no next one, use --target argmax or --readout all");
    }
  }

  /** Whether something is measured over a reference set before. */
  public boolean needsReference() {
    return ablation == Ablation.MEAN || ablation == Ablation.NOISE;
  }

  /** What is done unless told otherwise. */
  public static Method usual(Target target) {
    return new Method(
        Ablation.ZERO,
        Scope.ALL_POSITIONS,
        List.of(Kind.HEAD, Kind.ATTN_OUT, Kind.MLP_OUT),
        "all",
        target,
        DonorPosition.SAME);
  }
}
