package io.hydrascope.agent.run;

import io.hydrascope.agent.graph.TrunkNames.Join;
import io.hydrascope.agent.run.Batch.BatchRow;
import io.hydrascope.agent.run.Batch.JoinSite;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;

/** Spreads rows over passes, each in joining order and within what one pass can take. */
final class Passes {
  private final int rowsAtOnce;
  private final ToIntFunction<Join> rowsAtOneSite;
  private final List<RowsOfPass> passes = new ArrayList<>();
  private final List<RowsOfPass> open = new ArrayList<>();

  private record RowsOfPass(List<BatchRow> rows, Map<JoinSite, Integer> atSite) {}

  private Passes(int rowsAtOnce, ToIntFunction<Join> rowsAtOneSite) {
    this.rowsAtOnce = rowsAtOnce;
    this.rowsAtOneSite = rowsAtOneSite;
  }

  /**
   * @param rows in joining order
   */
  static List<List<BatchRow>> of(
      List<BatchRow> rows, int rowsAtOnce, ToIntFunction<Join> rowsAtOneSite) {
    Passes passes = new Passes(rowsAtOnce, rowsAtOneSite);
    rows.forEach(passes::add);
    return passes.passes.stream().map(RowsOfPass::rows).toList();
  }

  private void add(BatchRow row) {
    JoinSite site = row.site();
    RowsOfPass pass =
        open.stream().filter(each -> hasRoomAt(each, site)).findFirst().orElseGet(this::next);
    pass.rows().add(row);
    pass.atSite().merge(site, 1, Integer::sum);
    if (pass.rows().size() == rowsAtOnce) {
      open.remove(pass);
    }
  }

  private boolean hasRoomAt(RowsOfPass pass, JoinSite site) {
    return pass.atSite().getOrDefault(site, 0) < rowsAtOneSite.applyAsInt(site.join());
  }

  private RowsOfPass next() {
    RowsOfPass pass = new RowsOfPass(new ArrayList<>(), new HashMap<>());
    passes.add(pass);
    open.add(pass);
    return pass;
  }
}
