package io.hydrascope.agent.run;

import io.hydrascope.agent.graph.TrunkNames.Join;
import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.schemas.Component;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;

/**
 * The ablated rows of one pass, in the order in which they join the trunk's batch.
 *
 * @param intactReadout where a row of the intact run is in the trunk's batch before them, the
 *     readout that it is computed at, or {@link #EVERY_READOUT}
 */
record Batch(List<BatchRow> rows, OptionalInt intactReadout) {
  static final int EVERY_READOUT = -1;

  Batch {
    rows = List.copyOf(rows);
  }

  /**
   * @param planned index of the unit in the plan
   * @param donor index into the prompt's donors; -1 without any
   * @param readout index of the readout that the row is computed at, or {@link #EVERY_READOUT}
   */
  record BatchRow(AblationUnit unit, int planned, int donor, int readout) {
    JoinSite site() {
      Component first = unit.first();
      return switch (unit.reader().kind()) {
        case ATTENTION -> new JoinSite(Join.BLOCK, unit.reader().layer());
        case MLP -> new JoinSite(Join.MLP_READ, unit.reader().layer());
        case FINAL -> throw new IllegalArgumentException("unit=" + unit + " needs no pass");
        case EVERYONE ->
            unit.components().size() > 1
                ? new JoinSite(Join.BLOCK, first.layer())
                : new JoinSite(join(first), first.layer());
      };
    }

    /** Whether the unit's parts are set after it has joined. */
    boolean isSetLater() {
      return unit.components().size() > 1;
    }

    private static Join join(Component component) {
      return switch (component.kind()) {
        case HEAD -> Join.HEAD;
        case ATTN_OUT -> Join.ATTENTION;
        case MLP_OUT -> Join.MLP;
        default -> throw new IllegalArgumentException("component=" + component + " cannot join");
      };
    }
  }

  /** Where a row joins. */
  record JoinSite(Join join, int layer) {}

  /** How rows have to be ordered to be a batch. */
  static Comparator<BatchRow> joining(boolean parallel) {
    List<Join> order = Join.order(parallel);
    return Comparator.<BatchRow>comparingInt(row -> row.site().layer())
        .thenComparingInt(row -> order.indexOf(row.site().join()));
  }

  /** How many rows of the intact run are in the trunk's batch. */
  int intactRows() {
    return intactReadout.isPresent() ? 1 : 0;
  }

  /** Index of one of the rows in the trunk's batch. */
  int indexInTrunk(int row) {
    return intactRows() + row;
  }

  List<BatchRow> joiningAt(Join join, int layer) {
    JoinSite site = new JoinSite(join, layer);
    return rows.stream().filter(row -> row.site().equals(site)).toList();
  }
}
