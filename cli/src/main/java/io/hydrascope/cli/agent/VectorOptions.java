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
      description = {
        "Publish activation vectors of this share of the captures, at the readouts,",
        "to hydrascope.vectors.v1. Default: ${DEFAULT-VALUE}"
      })
  private double share;

  @Option(
      names = "--vector-places",
      defaultValue = "1",
      paramLabel = "SHARE",
      description = "Of a capture's sites, positions and runs. Default: ${DEFAULT-VALUE}")
  private double places;

  @Option(
      names = "--vector-sites",
      split = ",",
      defaultValue = "z,attn_out,mlp_out,residual",
      paramLabel = "SITE,…",
      hideParamSyntax = true,
      description = "Kinds, or single ones: L3H2,L4.mlp_out. Default: ${DEFAULT-VALUE}")
  private List<String> sites = List.of();

  @Option(
      names = "--vector-runs",
      split = ",",
      defaultValue = VectorPolicy.INTACT,
      paramLabel = "RUN,…",
      hideParamSyntax = true,
      description = {
        "intact; ablated, every ablation's; or single units: intact,L3H2,L4.",
        "Ablated ones take a pass of their own. Default: ${DEFAULT-VALUE}"
      })
  private List<String> runs = List.of();

  @Option(
      names = "--vector-precision",
      defaultValue = "bf16",
      paramLabel = "TYPE",
      description = "bf16 or f32. Default: ${DEFAULT-VALUE}")
  private String precision = "";

  VectorPolicy policy() {
    return new VectorPolicy(share, places, sites, runs, VectorPrecision.parse(precision));
  }
}
