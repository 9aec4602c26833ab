package io.hydrascope.benchmarks.speed;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.hydrascope.benchmarks.Machine;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** What {@link PeerBenchmark} writes. */
record PeerResult(
    Machine machine,
    int threads,
    int rounds,
    @JsonProperty("peer_versions") Map<String, String> peerVersions,
    List<PeerRatio> comparisons) {

  /**
   * One mode of the peer against one sweep of ours.
   *
   * @param batch the peer's batch size
   * @param ratio the peer's time of a round in units of ours
   * @param logitDifference the largest between both sides' centred logits of the target
   * @param rounds in order, nothing left out
   */
  record PeerRatio(
      String model,
      int tokens,
      String scope,
      int ablations,
      @JsonProperty("peer_mode") String peerMode,
      int batch,
      @JsonProperty("our_seconds_per_ablation") Spread ours,
      @JsonProperty("peer_seconds_per_ablation") Spread peer,
      Spread ratio,
      @JsonProperty("logit_difference") double logitDifference,
      List<Round> rounds) {
    static PeerRatio of(
        PeerCase what,
        int ablations,
        String mode,
        int batch,
        double logitDifference,
        List<Round> rounds) {
      return new PeerRatio(
          what.model(),
          what.tokens().length,
          what.scope().text(),
          ablations,
          mode,
          batch,
          Spread.of(rounds.stream().mapToDouble(r -> median(r.ours()) / ablations).toArray()),
          Spread.of(rounds.stream().mapToDouble(r -> median(r.peer()) / ablations).toArray()),
          Spread.of(
              rounds.stream().mapToDouble(r -> median(r.peer()) / median(r.ours())).toArray()),
          logitDifference,
          rounds);
    }
  }

  /** Seconds of each whole sweep, ours first, then at once the peer's. */
  record Round(double[] ours, double[] peer) {}

  /** Over rounds. */
  record Spread(double median, double min, double max) {
    static Spread of(double[] values) {
      double[] sorted = Arrays.stream(values).sorted().toArray();
      return new Spread(PeerResult.median(sorted), sorted[0], sorted[sorted.length - 1]);
    }
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
