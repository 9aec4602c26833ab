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
        "Whose logit is read: next, the token that follows, asks both revisions about the",
        "same one; argmax leaves out rows where they differ; logit_diff. Default: ${DEFAULT-VALUE}"
      })
  private String target = "";

  @Mixin private AblationOptions ablation = new AblationOptions();

  UnitSelection units() {
    return ablation.units();
  }

  Method method() {
    return ablation.method(Method.usual(), Target.parse(target));
  }
}
