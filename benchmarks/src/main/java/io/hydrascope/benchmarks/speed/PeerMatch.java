package io.hydrascope.benchmarks.speed;

import io.hydrascope.agent.prompt.Prompt;
import io.hydrascope.agent.run.ModelRunner;
import io.hydrascope.agent.sweep.Sweep;
import io.hydrascope.benchmarks.speed.PeerResult.PeerRatio;
import io.hydrascope.benchmarks.speed.PeerResult.Round;
import io.hydrascope.schemas.Ablation;
import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.schemas.CapturePlan;
import io.hydrascope.schemas.Target;
import io.hydrascope.schemas.capture.CaptureRows;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** One case: every mode of the peer and our sweep in turns. */
final class PeerMatch {
  private static final double TOLERANCE = 1e-3;
  private static final double WARM_SECONDS = 3;

  private final PeerCase what;
  private final TransformerLensPeer peer;
  private final List<AblationUnit> units;
  private final Sweep sweep;
  private final Prompt prompt;

  PeerMatch(PeerCase what, ModelRunner runner, TransformerLensPeer peer) {
    this.what = what;
    this.peer = peer;
    units =
        runner
            .modelInfo()
            .basis()
            .units(List.of(AblationUnit.Kind.HEAD, AblationUnit.Kind.MLP_OUT));
    sweep =
        Sweep.zero(
            runner, new CapturePlan(Ablation.ZERO, what.scope(), Target.ARGMAX, units, "last", ""));
    prompt = new Prompt("p", what.tokens(), Map.of(), "p");
  }

  /** One mode while it is measured. */
  private static final class Tally {
    private final List<Round> rounds = new ArrayList<>();
    private double logitDifference;
    private int batch;
  }

  List<PeerRatio> run(int rounds) throws IOException {
    CaptureRows rows = warm();
    requireSameTarget(rows);
    List<String> modes = peer.loaded().modes();
    List<Tally> tallies = modes.stream().map(mode -> new Tally()).toList();
    for (int round = 0; round < rounds; round++) {
      for (int mode = 0; mode < modes.size(); mode++) {
        take(modes.get(mode), tallies.get(mode), rows);
      }
    }
    List<PeerRatio> comparisons = new ArrayList<>();
    for (int mode = 0; mode < modes.size(); mode++) {
      Tally tally = tallies.get(mode);
      comparisons.add(
          PeerRatio.of(
              what,
              units.size(),
              modes.get(mode),
              tally.batch,
              tally.logitDifference,
              tally.rounds));
    }
    return comparisons;
  }

  /** Our turn, then the peer's. */
  private void take(String mode, Tally tally, CaptureRows rows) throws IOException {
    Stopwatch watch = new Stopwatch();
    for (int i = 0; i < what.sweeps(); i++) {
      watch.time(() -> sweep.run(prompt));
    }
    TransformerLensPeer.Turn turn = peer.sweep(mode, what.sweeps());
    tally.rounds.add(new Round(watch.seconds(), turn.seconds()));
    tally.batch = turn.batch();
    tally.logitDifference = Math.max(tally.logitDifference, difference(rows, turn, mode));
    System.err.printf(
        "%s %s, batch %d: sweeps of ours took %s s, of the peer %s s%n",
        what.name(),
        mode,
        turn.batch(),
        Arrays.toString(watch.seconds()),
        Arrays.toString(turn.seconds()));
  }

  private CaptureRows warm() {
    long start = System.nanoTime();
    CaptureRows rows;
    do {
      rows = sweep.run(prompt);
    } while (System.nanoTime() - start < 1e9 * WARM_SECONDS);
    return rows;
  }

  private void requireSameTarget(CaptureRows rows) {
    TransformerLensPeer.Loaded loaded = peer.loaded();
    double difference = Math.abs(rows.logit()[0] - loaded.intactLogit());
    if (rows.targetToken()[0] != loaded.target() || !(difference <= TOLERANCE)) {
      throw new IllegalStateException(
          "intact run: target=%d with centred logit %f, the peer's %d with %f"
              .formatted(
                  rows.targetToken()[0], rows.logit()[0], loaded.target(), loaded.intactLogit()));
    }
  }

  /** The largest between both sides' centred logits of the target. */
  private double difference(CaptureRows rows, TransformerLensPeer.Turn turn, String mode) {
    double largest = 0;
    for (int row = 1; row < rows.count(); row++) {
      String name = units.get(rows.ablated()[row]).text();
      Double theirs = turn.logits().get(name);
      if (theirs == null || !(Math.abs(rows.logit()[row] - theirs) <= TOLERANCE)) {
        throw new IllegalStateException(
            "%s ablated: centred logit %f, the peer's %s in mode %s"
                .formatted(name, rows.logit()[row], theirs, mode));
      }
      largest = Math.max(largest, Math.abs(rows.logit()[row] - theirs));
    }
    if (turn.logits().size() != units.size()) {
      throw new IllegalStateException(
          "ablations=%d, the peer's %d".formatted(units.size(), turn.logits().size()));
    }
    return largest;
  }
}
