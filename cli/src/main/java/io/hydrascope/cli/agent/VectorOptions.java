package io.hydrascope.cli.agent;

import io.hydrascope.agent.sweep.VectorPolicy;
import io.hydrascope.schemas.VectorPrecision;
import java.util.List;
import picocli.CommandLine.Option;

/** Which activation vectors are published besides. */
final class VectorOptions {
  @Option(
      names = "--vectors",
      defaultValue = "0",
      paramLabel = "SHARE",
      description =
          "Publishes activation vectors of this share of the captures to hydrascope.vectors.v1. Default: ${DEFAULT-VALUE}")
  private double share;

  @Option(
      names = "--vector-places",
      defaultValue = "1",
      paramLabel = "SHARE",
      description =
          "Chooses this share of the sites, positions and runs of a capture. Default: ${DEFAULT-VALUE}")
  private double places;

  @Option(
      names = "--vector-sites",
      split = ",",
      defaultValue = "z,attn_out,mlp_out,residual",
      paramLabel = "SITE,…",
      hideParamSyntax = true,
      description =
          "Selects kinds or single components, for example L3H2,L4.mlp_out. Default: ${DEFAULT-VALUE}")
  private List<String> sites = List.of();

  @Option(
      names = "--vector-runs",
      split = ",",
      defaultValue = VectorPolicy.INTACT,
      paramLabel = "RUN,…",
      hideParamSyntax = true,
      description = {
        "Selects the runs: intact, ablated for the runs of all ablations, or single units such as intact,L3H2,L4.",
        "Vectors of ablated runs need a pass of their own. Default: ${DEFAULT-VALUE}"
      })
  private List<String> runs = List.of();

  @Option(
      names = "--vector-precision",
      defaultValue = "bf16",
      paramLabel = "TYPE",
      description = "Selects bf16 or f32. Default: ${DEFAULT-VALUE}")
  private String precision = "";

  VectorPolicy policy() {
    return new VectorPolicy(share, places, sites, runs, VectorPrecision.parse(precision));
  }
}
