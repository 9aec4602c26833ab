package io.hydrascope.cli.options;

import io.hydrascope.agent.method.UnitSelection;
import io.hydrascope.schemas.AblationUnit.Kind;
import io.hydrascope.schemas.text.BadInputException;
import java.util.List;
import java.util.Optional;
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
        "Ablates all components of these kinds: head, attn_out, mlp_out, layer.",
        "Default: head,attn_out,mlp_out, or none with --components or --edges"
      })
  private @Nullable List<String> units;

  @Option(
      names = "--components",
      split = ",",
      paramLabel = "COMPONENT,…",
      hideParamSyntax = true,
      description =
          "Ablates single components, whole layers or sets, for example L3H2,L4.mlp_out,L3,L3H2+L4.mlp_out.")
  private List<String> components = List.of();

  @Option(
      names = "--edges",
      split = ",",
      paramLabel = "EDGE,…",
      hideParamSyntax = true,
      description = {
        "Replaces the value of a sender only for one reader. Quote it for the shell: 'L0H1->L2.mlp'.",
        "Readers are L2.attn, L2.mlp and final."
      })
  private List<String> edges = List.of();

  /**
   * @throws BadInputException naming a kind that is none
   */
  public UnitSelection selection() {
    return new UnitSelection(Optional.ofNullable(units).map(UnitOptions::kinds), components, edges);
  }

  /** In the order of rows. */
  private static List<Kind> kinds(List<String> texts) {
    List<Kind> asked = texts.stream().map(UnitOptions::kind).toList();
    return KINDS.stream().filter(asked::contains).toList();
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
