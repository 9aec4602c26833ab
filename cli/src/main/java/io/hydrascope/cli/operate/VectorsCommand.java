package io.hydrascope.cli.operate;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code hydrascope vectors}. */
@Command(
    name = "vectors",
    description = {
      "Prepares searches among the stored activation vectors.",
      "The subcommand index accepts --json."
    },
    synopsisSubcommandLabel = "index",
    mixinStandardHelpOptions = true,
    subcommands = {IndexVectorsCommand.class},
    footer = {
      "",
      "Examples:",
      "  ./hydrascope vectors index L3H2 --model llama --revision base",
      "  ./hydrascope sql \"SELECT prompt_id, norm FROM vectors WHERE site = 'L3H2' ORDER BY norm DESC LIMIT 5\""
    })
public final class VectorsCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the spec
  VectorsCommand() {}

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getOut());
    return 0;
  }
}
