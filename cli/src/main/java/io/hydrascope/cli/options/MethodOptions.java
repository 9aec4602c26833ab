package io.hydrascope.cli.options;

import io.hydrascope.agent.method.Method;
import io.hydrascope.agent.method.Preset;
import io.hydrascope.agent.method.UnitSelection;
import io.hydrascope.schemas.Ablation;
import io.hydrascope.schemas.AblationUnit.Kind;
import io.hydrascope.schemas.DonorPosition;
import io.hydrascope.schemas.Scope;
import io.hydrascope.schemas.Target;
import io.hydrascope.schemas.text.BadInputException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
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
        "Defaults of a published experiment; an option that is given wins.",
        "mcgrath: resample, readout_position, attn_out,mlp_out, last, argmax, donor's last.",
        "rushing-nanda: resample, all_positions, head, all, next, donor's same."
      })
  private @Nullable String preset;

  @Option(
      names = "--ablation",
      paramLabel = "KIND",
      description = {
        "zero; mean over the reference's tokens; resample, the prompt's donors' values;",
        "noise of the component's own standard deviation, added. Default: zero"
      })
  private @Nullable String ablation;

  @Option(
      names = "--scope",
      paramLabel = "SCOPE",
      description =
          "Where it is ablated: all_positions or readout_position. Default: all_positions")
  private @Nullable String scope;

  @Mixin private UnitOptions units = new UnitOptions();

  @Option(
      names = "--readout",
      paramLabel = "POSITIONS",
      description = "Where the logit is read: all, last, or positions such as 3,7. Default: all")
  private @Nullable String readout;

  @Option(
      names = "--target",
      paramLabel = "TARGET",
      description = {
        "Whose logit is read: argmax of the intact run; next, the token that follows;",
        "logit_diff, the first answer minus the second. Default: argmax"
      })
  private @Nullable String target;

  @Option(
      names = "--donor-position",
      paramLabel = "POSITION",
      description =
          "Which value of a donor: at the same position, or at its last one. Default: same")
  private @Nullable String donorPosition;

  public UnitSelection units() {
    return units.selection();
  }

  /**
   * @throws BadInputException if what was given does not fit together
   */
  public Method method() {
    Method defaults = defaults();
    Method method =
        new Method(
            given(ablation, Ablation::parse, defaults.ablation()),
            given(scope, Scope::parse, defaults.scope()),
            units.selection().kindsOr(defaults.units()),
            given(readout, Function.identity(), defaults.readout()),
            given(target, Target::parse, defaults.target()),
            given(donorPosition, DonorPosition::parse, defaults.donorPosition()));
    if (donorPosition != null && method.ablation() != Ablation.RESAMPLE) {
      throw new BadInputException(
          "--donor-position %s needs --ablation resample, not %s"
              .formatted(donorPosition, method.ablation().text()));
    }
    return method;
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

  private Method defaults() {
    return preset == null ? Method.usual() : Preset.parse(preset).method();
  }

  private static <T> T given(@Nullable String text, Function<String, T> parse, T otherwise) {
    return text == null ? otherwise : parse.apply(text);
  }
}
