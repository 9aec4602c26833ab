package io.hydrascope.cli.compare;

import io.hydrascope.agent.method.Method;
import io.hydrascope.agent.method.UnitSelection;
import io.hydrascope.cli.options.AblationOptions;
import io.hydrascope.schemas.Target;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How both revisions are swept. */
final class CompareOptions {
  @Option(
      names = "--target",
      defaultValue = "next",
      paramLabel = "TARGET",
      description = {
        "Selects the token whose logit is read.",
        "next asks both revisions about the token that follows in the prompt. argmax skips rows in which they differ.",
        "logit_diff takes the first answer minus the second. Default: ${DEFAULT-VALUE}"
      })
  private String target = "";

  @Mixin private AblationOptions ablation = new AblationOptions();

  UnitSelection units() {
    return ablation.units();
  }

  Method method() {
    return ablation.method(Method.usual(Target.NEXT), Target.parse(target));
  }
}
