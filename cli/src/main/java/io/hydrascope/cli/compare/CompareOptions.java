package io.hydrascope.cli.compare;

import io.hydrascope.agent.method.Method;
import io.hydrascope.agent.method.UnitSelection;
import io.hydrascope.cli.options.UnitOptions;
import io.hydrascope.schemas.Ablation;
import io.hydrascope.schemas.AblationUnit.Kind;
import io.hydrascope.schemas.DonorPosition;
import io.hydrascope.schemas.Scope;
import io.hydrascope.schemas.Target;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How both revisions are swept. */
final class CompareOptions {
  @Option(
      names = "--target",
      defaultValue = "next",
      paramLabel = "TARGET",
      description = {
        "Whose logit is read: next, the token that follows, asks both revisions about the",
        "same one; argmax leaves out rows where they differ; logit_diff. Default: ${DEFAULT-VALUE}"
      })
  private String target = "";

  @Option(
      names = "--ablation",
      defaultValue = "zero",
      paramLabel = "KIND",
      description = "zero, mean, noise or resample, as in sweep. Default: ${DEFAULT-VALUE}")
  private String ablation = "";

  @Option(
      names = "--scope",
      defaultValue = "all_positions",
      paramLabel = "SCOPE",
      description = "all_positions or readout_position. Default: ${DEFAULT-VALUE}")
  private String scope = "";

  @Mixin private UnitOptions units = new UnitOptions();

  @Option(
      names = "--readout",
      defaultValue = "all",
      paramLabel = "POSITIONS",
      description = "all, last, or positions such as 3,7. Default: ${DEFAULT-VALUE}")
  private String readout = "";

  @Option(
      names = "--donor-position",
      defaultValue = "same",
      paramLabel = "POSITION",
      description = "Of a donor's value, same or last; resample asks. Default: ${DEFAULT-VALUE}")
  private String donorPosition = "";

  UnitSelection units() {
    return units.selection();
  }

  Method method() {
    return new Method(
        Ablation.parse(ablation),
        Scope.parse(scope),
        units.selection().kindsOr(List.of(Kind.HEAD, Kind.ATTN_OUT, Kind.MLP_OUT)),
        readout,
        Target.parse(target),
        DonorPosition.parse(donorPosition));
  }
}
