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

  /** What picocli's argument files begin with. */
  private static final String FILE = "@";

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
      description = {
        "Ablates single components, whole layers or sets, for example L3H2,L4.mlp_out,L3,L3H2+L4.mlp_out.",
        "@FILE stands for a list that FILE has in one line."
      })
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
   * @throws BadInputException naming a kind that is none, or a file that is not there
   */
  public UnitSelection selection() {
    requireRead("--components", components);
    requireRead("--edges", edges);
    return new UnitSelection(Optional.ofNullable(units).map(UnitOptions::kinds), components, edges);
  }

  /** Files that are there were replaced by their words before options were read. */
  private static void requireRead(String option, List<String> texts) {
    for (String text : texts) {
      if (text.startsWith(FILE)) {
        throw new BadInputException(
            "%s %s: there is no such file; it would hold the list in one line"
                .formatted(option, text));
      }
    }
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
