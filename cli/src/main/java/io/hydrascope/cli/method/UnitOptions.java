package io.hydrascope.cli.method;

import io.hydrascope.cli.BadInputException;
import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.schemas.AblationUnit.Kind;
import io.hydrascope.schemas.ResidualBasis;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What is ablated. */
public final class UnitOptions {
  /** In the order of rows. */
  private static final List<Kind> KINDS =
      List.of(Kind.HEAD, Kind.ATTN_OUT, Kind.MLP_OUT, Kind.LAYER);

  @Option(
      names = "--units",
      split = ",",
      paramLabel = "UNIT,…",
      hideParamSyntax = true,
      description = {
        "All of head, attn_out, mlp_out, layer. Default: head,attn_out,mlp_out;",
        "none with --components or --edges."
      })
  private @Nullable List<String> units;

  @Option(
      names = "--components",
      split = ",",
      paramLabel = "COMPONENT,…",
      hideParamSyntax = true,
      description = "Components, whole layers, sets: L3H2,L4.mlp_out,L3,L3H2+L4.mlp_out")
  private List<String> components = List.of();

  @Option(
      names = "--edges",
      split = ",",
      paramLabel = "EDGE,…",
      hideParamSyntax = true,
      description = {
        "A sender as one reader alone reads it, quoted: 'L0H1->L2.mlp'.",
        "Readers: L2.attn, L2.mlp, final."
      })
  private List<String> edges = List.of();

  /** Whether anything was asked for. */
  public boolean isGiven() {
    return units != null || !components.isEmpty() || !edges.isEmpty();
  }

  /** Whole kinds, in the order of rows. */
  public List<Kind> kinds(List<Kind> defaults) {
    if (units == null) {
      return components.isEmpty() && edges.isEmpty() ? defaults : List.of();
    }
    List<Kind> asked = units.stream().map(UnitOptions::kind).toList();
    return KINDS.stream().filter(asked::contains).toList();
  }

  /** Layer by layer the kinds; then the components and the edges as they were given, each once. */
  public List<AblationUnit> ablated(List<Kind> kinds, ResidualBasis basis) {
    Set<AblationUnit> all = new LinkedHashSet<>(basis.units(kinds));
    for (String text : components) {
      all.add(known(text, basis, false));
    }
    for (String text : edges) {
      all.add(known(text, basis, true));
    }
    return new ArrayList<>(all);
  }

  private static AblationUnit known(String text, ResidualBasis basis, boolean edge) {
    AblationUnit unit = AblationUnit.parse(text);
    if (unit.isEdge() != edge) {
      throw new BadInputException(
          edge
              ? "--edges " + text + " has no reader, as in L0H1->L2.mlp; use --components"
              : "--components " + text + " is an edge; use --edges");
    }
    basis.requireKnown(unit);
    return unit;
  }

  private static Kind kind(String text) {
    return KINDS.stream()
        .filter(kind -> kind.text().equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new BadInputException(
                    "--units " + text + " is none of head, attn_out, mlp_out, layer"));
  }
}
