package io.hydrascope.cli.alerts;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code hydrascope alerts}. */
@Command(
    name = "alerts",
    description = {
      "What shifted between revisions, who is told, and the rules that decide it.",
      "Each of list, ack, apply, test and notify accepts --json."
    },
    synopsisSubcommandLabel = "list|ack|apply|test|notify",
    mixinStandardHelpOptions = true,
    subcommands = {
      ListAlertsCommand.class,
      AcknowledgeCommand.class,
      ApplyRulesCommand.class,
      TestRoutesCommand.class,
      NotifyCommand.class
    },
    footer = {
      "",
      "Examples:",
      "  hydrascope alerts list",
      "  hydrascope alerts ack 6f1c… --by ann --note \"looking at L2.mlp_out\"",
      "  hydrascope alerts apply alerts.yaml      the running job takes the rules at once",
      "  hydrascope alerts test                   a message through every route",
      "",
      "E-mail, silences and reminders are Alertmanager's."
    })
public final class AlertsCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the spec
  AlertsCommand() {}

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getOut());
    return 0;
  }
}
