package io.hydrascope.cli.options;

import io.hydrascope.agent.method.Method;
import io.hydrascope.agent.method.Preset;
import io.hydrascope.agent.method.UnitSelection;
import io.hydrascope.schemas.AblationUnit.Kind;
import io.hydrascope.schemas.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How to measure: what is not given is the preset's, or the usual. */
public final class MethodOptions {
  @Option(
      names = "--preset",
      paramLabel = "NAME",
      description = {
        "Takes the defaults of a published experiment. Options that you give take precedence.",
        "mcgrath sets resample, readout_position, attn_out,mlp_out, last, argmax and the last position of the donor.",
        "rushing-nanda sets resample, all_positions, head, all, next and the same position of the donor."
      })
  private @Nullable String preset;

  @Mixin private AblationOptions ablation = new AblationOptions();

  @Option(
      names = "--target",
      paramLabel = "TARGET",
      description = {
        "Selects the token whose logit is read.",
        "argmax takes the top token of the intact run, and next takes the token that follows in the prompt.",
        "logit_diff takes the first answer minus the second. Default: next in agent, argmax in sweep"
      })
  private @Nullable String target;

  private final Target usual;

  /**
   * @param usual the command's own default
   */
  public MethodOptions(Target usual) {
    this.usual = usual;
  }

  public UnitSelection units() {
    return ablation.units();
  }

  /**
   * @throws io.hydrascope.schemas.text.BadInputException if what was given does not fit together
   */
  public Method method() {
    Method defaults = preset == null ? Method.usual(usual) : Preset.parse(preset).method();
    return ablation.method(defaults, target == null ? defaults.target() : Target.parse(target));
  }

  /** Which preset was asked for and which options overrule it; empty without one. */
  public List<String> notes() {
    if (preset == null) {
      return List.of();
    }
    Method wished = Preset.parse(preset).method();
    Method method = method();
    List<String> notes = new ArrayList<>();
    notes.add("preset " + preset);
    addIfOverruled(notes, "--ablation", wished.ablation().text(), method.ablation().text());
    addIfOverruled(notes, "--scope", wished.scope().text(), method.scope().text());
    addIfOverruled(notes, "--units", words(wished.units()), words(method.units()));
    addIfOverruled(notes, "--readout", wished.readout(), method.readout());
    addIfOverruled(notes, "--target", wished.target().text(), method.target().text());
    addIfOverruled(
        notes, "--donor-position", wished.donorPosition().text(), method.donorPosition().text());
    return notes;
  }

  private static void addIfOverruled(
      List<String> notes, String option, String wished, String given) {
    if (!given.equals(wished)) {
      notes.add("%s %s instead of %s".formatted(option, given, wished));
    }
  }

  private static String words(List<Kind> kinds) {
    return kinds.isEmpty()
        ? "none"
        : kinds.stream().map(Kind::text).collect(Collectors.joining(","));
  }
}
