package io.hydrascope.compare;

import io.hydrascope.analysis.shift.HeldOutRepair;
import io.hydrascope.schemas.AblationUnit;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Says where R_base is undefined. */
final class UndefinedRepair {
  private UndefinedRepair() {}

  /** For a reader; empty if it is defined everywhere. */
  static Optional<String> note(HeldOutRepair repair, List<AblationUnit> ablated, long heldOut) {
    List<String> undefined =
        IntStream.range(0, ablated.size())
            .filter(component -> repair.of(component).isEmpty())
            .mapToObj(component -> ablated.get(component).text())
            .toList();
    return undefined.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "repair_residual is not tested where base's direct effect on the %,d held-out observations may be 0: %s."
                .formatted(heldOut, String.join(", ", undefined)));
  }
}
