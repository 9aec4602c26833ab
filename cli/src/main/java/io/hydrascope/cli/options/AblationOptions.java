package io.hydrascope.cli.options;

import io.hydrascope.agent.method.Method;
import io.hydrascope.agent.method.UnitSelection;
import io.hydrascope.schemas.Ablation;
import io.hydrascope.schemas.DonorPosition;
import io.hydrascope.schemas.Scope;
import io.hydrascope.schemas.Target;
import io.hydrascope.schemas.text.BadInputException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What is ablated, with what and where; what is not given is the command's default. */
public final class AblationOptions {
  @Option(
      names = "--ablation",
      paramLabel = "KIND",
      description = {
        "Selects what replaces the value of a component.",
        "zero replaces it by 0, mean by the mean over the tokens of --reference, and resample by the values of donor prompts.",
        "noise adds Gaussian noise with the standard deviation of the component. Default: zero"
      })
  private @Nullable String ablation;

  @Option(
      names = "--scope",
      paramLabel = "SCOPE",
      description =
          "Selects where the component is ablated: all_positions or readout_position. Default: all_positions")
  private @Nullable String scope;

  @Mixin private UnitOptions units = new UnitOptions();

  @Option(
      names = "--readout",
      paramLabel = "POSITIONS",
      description =
          "Selects where the logit is read: all, last, answer (the assistant's tokens), or positions such as 3,7. Default: all")
  private @Nullable String readout;

  @Option(
      names = "--donor-position",
      paramLabel = "POSITION",
      description =
          "Selects the value of the donor: at the same position or at its last one. Default: same")
  private @Nullable String donorPosition;

  public UnitSelection units() {
    return units.selection();
  }

  /**
   * @param defaults of what is not given
   * @param target whose logit is read
   * @throws BadInputException if what was given does not fit together
   */
  public Method method(Method defaults, Target target) {
    Method method =
        new Method(
            given(ablation, Ablation::parse, defaults.ablation()),
            given(scope, Scope::parse, defaults.scope()),
            units.selection().kindsOr(defaults.units()),
            given(readout, Function.identity(), defaults.readout()),
            target,
            given(donorPosition, DonorPosition::parse, defaults.donorPosition()));
    if (donorPosition != null && method.ablation() != Ablation.RESAMPLE) {
      throw new BadInputException(
          "--donor-position %s needs --ablation resample, not %s"
              .formatted(donorPosition, method.ablation().text()));
    }
    return method;
  }

  private static <T> T given(@Nullable String text, Function<String, T> parse, T otherwise) {
    return text == null ? otherwise : parse.apply(text);
  }
}
