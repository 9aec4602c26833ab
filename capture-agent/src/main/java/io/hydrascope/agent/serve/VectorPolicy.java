package io.hydrascope.agent.serve;

import io.hydrascope.schemas.ActivationSite;
import io.hydrascope.schemas.ResidualBasis;
import io.hydrascope.schemas.Sampling;
import io.hydrascope.schemas.VectorPrecision;
import io.hydrascope.schemas.capture.Capture;
import java.util.ArrayList;
import java.util.List;

/**
 * Which activation vectors of the intact run are published: by hashes of what they are, so the same
 * ones in any process.
 *
 * @param captureRate share of captures, 0 to 1
 * @param placeRate share of a chosen capture's places, each a site at a position
 * @param sites kinds such as {@code z}, or single sites such as {@code L3H2} or {@code L4.mlp_out}
 */
public record VectorPolicy(
    double captureRate, double placeRate, List<String> sites, VectorPrecision precision) {
  /** Every site there is. */
  public static final List<String> ALL_SITES = List.of("z", "attn_out", "mlp_out");

  public VectorPolicy {
    sites = List.copyOf(sites);
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
            "site=%s is none of z, attn_out, mlp_out, L3H2, L3.attn_out, L3.mlp_out in a model of %d layers with %d heads"
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
    return all;
  }
}
