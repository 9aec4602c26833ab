package io.hydrascope.agent.run;

import io.hydrascope.agent.engine.EngineException;
import io.hydrascope.agent.graph.TrunkNames.Join;
import io.hydrascope.agent.run.Batch.BatchRow;
import io.hydrascope.agent.run.Batch.JoinSite;
import io.hydrascope.agent.sweep.CaptureRowsBuilder.IntactReading;
import io.hydrascope.agent.sweep.UpstreamDrift;
import io.hydrascope.schemas.Component;
import io.hydrascope.schemas.ResidualBasis;
import java.util.List;
import java.util.OptionalInt;

/**
 * Ablated rows start from the intact run's values, so nothing upstream of an ablation can differ
 * unless those values are wrong. Where a capture has sampled rows, a row that begins before layer 0
 * goes along in a pass and computes them once more; all that lies before a sampled row's ablation
 * has to be what the intact run says. One such row answers for all sampled ones at its readouts:
 * before its ablation each would be the same run. Of rows of one position each those at another
 * readout than the first sampled one's are left.
 *
 * <p>Which rows are sampled depends on the capture's id and the row alone. Mutable: it keeps the
 * largest drift.
 */
final class DriftCheck {
  /** One row in so many is sampled. */
  static final int SELDOM = 100;

  /** Every row: at load. */
  static final int ALWAYS = 1;

  private final String captureId;
  private final int oneIn;
  private final ResidualBasis basis;
  private final int[] positions;
  private final double tolerance;
  private UpstreamDrift drift = UpstreamDrift.NONE;

  /**
   * @param positions of the readouts
   * @param tolerance relative to the sum of the parts' magnitudes
   */
  DriftCheck(String captureId, int oneIn, ResidualBasis basis, int[] positions, double tolerance) {
    this.captureId = captureId;
    this.oneIn = oneIn;
    this.basis = basis;
    this.positions = positions;
    this.tolerance = tolerance;
  }

  /** The readout of the first sampled row, if there is one: an intact row is to be there. */
  OptionalInt readout(List<BatchRow> rows) {
    return rows.stream().filter(this::samples).mapToInt(BatchRow::readout).findFirst();
  }

  boolean samples(BatchRow row) {
    int hash =
        String.join("/", captureId, row.unit().text(), row.donor() + "/" + row.readout())
            .hashCode();
    // Of nearby texts the last digits of Java's hash lie near each other: spread them.
    int spread = (hash ^ (hash >>> 15)) * 0x2c1b3c6d;
    return Math.floorMod(spread ^ (spread >>> 12), oneIn) == 0;
  }

  /**
   * Checks the sampled rows at the readout of the intact row.
   *
   * @param recomputed parts of that row, which began before layer 0 // [readout of a row, component
   *     of basis]
   * @throws EngineException if a component that cannot respond did
   */
  void check(Batch batch, float[] recomputed, IntactReading expected) {
    int readout = batch.intactReadout().orElseThrow();
    for (BatchRow row : batch.rows()) {
      if (row.readout() == readout && samples(row)) {
        check(row, recomputed, expected);
      }
    }
  }

  UpstreamDrift drift() {
    return drift;
  }

  private void check(BatchRow row, float[] recomputed, IntactReading expected) {
    double largest = 0;
    List<Component> components = basis.components();
    for (int at = 0; at < recomputed.length; at++) {
      Component component = components.get(at % basis.size());
      int readout = Math.max(0, row.readout()) + at / basis.size();
      if (isUpstream(component, row.site())) {
        double part = expected.parts()[readout * basis.size() + at % basis.size()];
        double difference = Math.abs(recomputed[at] - part) / expected.scale()[readout];
        require(row, component, readout, difference, expected);
        largest = Math.max(largest, difference);
      }
    }
    drift = drift.and(new UpstreamDrift(1, largest));
  }

  private void require(
      BatchRow row, Component component, int readout, double difference, IntactReading expected) {
    double magnitude = 0;
    for (int other = 0; other < basis.size(); other++) {
      magnitude += Math.abs(expected.parts()[readout * basis.size() + other]);
    }
    double limit = tolerance * (1 + magnitude / expected.scale()[readout]);
    if (!(difference <= limit)) {
      throw new EngineException(
          "ablated=%s position=%d: %s lies before it, yet upstream_drift=%s logits, limit %s: the engine's rows are not runs of this prompt; please report it"
              .formatted(row.unit(), positions[readout], component, difference, limit));
    }
  }

  /** Whether a component is done before the row joins. */
  private static boolean isUpstream(Component component, JoinSite site) {
    return switch (component.kind()) {
      case EMBED, POS_EMBED -> true;
      default -> component.layer() < site.layer() || isBeforeMlp(component, site);
    };
  }

  private static boolean isBeforeMlp(Component component, JoinSite site) {
    boolean isMlp = component.kind() == Component.Kind.MLP_OUT;
    return component.layer() == site.layer() && !isMlp && site.join() == Join.MLP;
  }
}
