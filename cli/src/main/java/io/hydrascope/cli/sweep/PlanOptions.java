package io.hydrascope.cli.sweep;

import io.hydrascope.cli.BadInputException;
import io.hydrascope.schemas.Component;
import io.hydrascope.schemas.ResidualBasis;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which components are ablated. */
final class PlanOptions {
  private static final List<Component.Kind> UNITS =
      List.of(Component.Kind.HEAD, Component.Kind.ATTN_OUT, Component.Kind.MLP_OUT);

  @Option(
      names = "--units",
      split = ",",
      paramLabel = "UNIT",
      description =
          "head, attn_out, mlp_out; default: all of them, none where --components is given.")
  private @Nullable List<String> units;

  @Option(
      names = "--components",
      split = ",",
      paramLabel = "COMPONENT",
      description = "Single components, for example L3H2,L4.mlp_out.")
  private List<String> components = List.of();

  /** In model order: layer by layer, heads, attn_out, mlp_out; then the single ones. */
  List<Component> ablated(ResidualBasis basis) {
    List<Component> all = basis.units(kinds());
    for (String text : components) {
      Component component = Component.parse(text);
      basis.requireKnown(component);
      if (!UNITS.contains(component.kind())) {
        throw new BadInputException(
            "--components " + text + " cannot be ablated; heads, attn_out and mlp_out can");
      }
      if (!all.contains(component)) {
        all.add(component);
      }
    }
    return all;
  }

  private List<Component.Kind> kinds() {
    if (units == null) {
      return components.isEmpty() ? UNITS : List.of();
    }
    return units.stream().map(PlanOptions::unit).toList();
  }

  private static Component.Kind unit(String text) {
    return UNITS.stream()
        .filter(kind -> kind.text().equals(text))
        .findFirst()
        .orElseThrow(
            () -> new BadInputException("--units " + text + " is none of head, attn_out, mlp_out"));
  }
}
