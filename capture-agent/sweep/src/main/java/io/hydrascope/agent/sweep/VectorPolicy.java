package io.hydrascope.agent.sweep;

import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.schemas.ActivationSite;
import io.hydrascope.schemas.CapturePlan;
import io.hydrascope.schemas.ResidualBasis;
import io.hydrascope.schemas.Sampling;
import io.hydrascope.schemas.VectorPrecision;
import io.hydrascope.schemas.capture.Capture;
import java.util.ArrayList;
import java.util.List;

/**
 * Which activation vectors are published: by hashes of what they are, so the same ones in any
 * process.
 *
 * @param captureRate share of captures, 0 to 1
 * @param placeRate share of a chosen capture's places, each a site at a position of a run
 * @param sites kinds such as {@code z} or {@code residual}, or single sites such as {@code L3H2} or
 *     {@code L4.mlp_out}
 * @param runs {@code intact}, {@code ablated} for each ablation of the plan, or single units
 */
public record VectorPolicy(
    double captureRate,
    double placeRate,
    List<String> sites,
    List<String> runs,
    VectorPrecision precision) {
  /** Every site there is. */
  public static final List<String> ALL_SITES = List.of("z", "attn_out", "mlp_out", "residual");

  /** The run without any ablation. */
  public static final String INTACT = "intact";

  private static final String ABLATED = "ablated";

  public VectorPolicy {
    sites = List.copyOf(sites);
    runs = List.copyOf(runs);
    if (!isRate(captureRate) || !isRate(placeRate)) {
      throw new IllegalArgumentException(
          "vectors of a share of %s of the captures, %s of their places: each must be 0 to 1"
              .formatted(captureRate, placeRate));
    }
  }

  private static boolean isRate(double rate) {
    return rate >= 0 && rate <= 1;
  }

  boolean chooses(Capture capture) {
    return Sampling.chooses(captureRate, capture.captureId());
  }

  boolean chooses(Capture capture, ActivationSite site, int position) {
    return Sampling.chooses(
        placeRate, capture.captureId(), site.text(), Integer.toString(position));
  }

  /** Whether one of an ablated run's places is chosen. */
  boolean chooses(
      Capture capture, AblationUnit unit, String donorId, ActivationSite site, int position) {
    return Sampling.chooses(
        placeRate,
        capture.captureId(),
        site.text(),
        Integer.toString(position),
        unit.text(),
        donorId);
  }

  boolean choosesIntact() {
    return runs.contains(INTACT);
  }

  /**
   * The plan's units whose runs are named, in its order.
   *
   * @throws IllegalArgumentException naming what the plan does not ablate
   */
  List<AblationUnit> units(CapturePlan plan) {
    List<String> named = new ArrayList<>(runs);
    named.remove(INTACT);
    if (named.contains(ABLATED)) {
      return plan.ablated();
    }
    List<AblationUnit> units =
        plan.ablated().stream().filter(unit -> named.remove(unit.text())).toList();
    if (!named.isEmpty()) {
      throw new IllegalArgumentException(
          "runs=%s are none of intact, ablated, or a unit that the agent ablates"
              .formatted(String.join(",", named)));
    }
    return units;
  }

  /**
   * The model's sites that are named, in its own order.
   *
   * @throws IllegalArgumentException naming what the model does not have
   */
  public List<ActivationSite> sites(ResidualBasis basis) {
    List<ActivationSite> all = all(basis);
    for (String name : sites) {
      if (all.stream().noneMatch(site -> isNamed(site, name))) {
        throw new IllegalArgumentException(
            "site=%s is none of z, attn_out, mlp_out, residual, L3H2, L3.attn_out, L3.mlp_out in a model of %d layers with %d heads"
                .formatted(name, basis.layers(), basis.heads()));
      }
    }
    return all.stream()
        .filter(site -> sites.stream().anyMatch(name -> isNamed(site, name)))
        .toList();
  }

  private static boolean isNamed(ActivationSite site, String name) {
    return name.equals(site.kind().text()) || name.equals(site.text());
  }

  private static List<ActivationSite> all(ResidualBasis basis) {
    List<ActivationSite> all = new ArrayList<>();
    for (int layer = 0; layer < basis.layers(); layer++) {
      for (int head = 0; head < basis.heads(); head++) {
        all.add(ActivationSite.z(layer, head));
      }
      all.add(ActivationSite.attnOut(layer));
      all.add(ActivationSite.mlpOut(layer));
    }
    all.add(ActivationSite.residual());
    return all;
  }
}
