package io.hydrascope.cli.operate;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code hydrascope dead-letters}. */
@Command(
    name = "dead-letters",
    description = {
      "Lists, shows and resubmits the records that no job could read.",
      "The subcommands list, show and retry accept --json."
    },
    synopsisSubcommandLabel = "list|show|retry",
    mixinStandardHelpOptions = true,
    subcommands = {
      ListDeadLettersCommand.class,
      ShowDeadLetterCommand.class,
      RetryDeadLettersCommand.class
    },
    footer = {
      "",
      "Examples:",
      "  ./hydrascope dead-letters list --reason wrong_checksum",
      "  ./hydrascope dead-letters show hydrascope.captures.v1/0/17",
      "  ./hydrascope dead-letters retry --reason unknown_schema      after the jobs were upgraded"
    })
public final class DeadLettersCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the spec
  DeadLettersCommand() {}

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getOut());
    return 0;
  }
}
