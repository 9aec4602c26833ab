package io.hydrascope.cli.alerts;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code hydrascope alerts}. */
@Command(
    name = "alerts",
    description = {
      "Lists and acknowledges alerts, and manages rules and receivers.",
      "The subcommands list, ack, apply, test and notify accept --json."
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
      "  ./hydrascope alerts list",
      "  ./hydrascope alerts ack 6f1c… --by ann --note \"looking at L2.mlp_out\"",
      "  ./hydrascope alerts apply alerts.yaml      replaces the rules of the running job",
      "  ./hydrascope alerts test                   sends a message through every route",
      "",
      "Alertmanager handles e-mail, silences and reminders."
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
