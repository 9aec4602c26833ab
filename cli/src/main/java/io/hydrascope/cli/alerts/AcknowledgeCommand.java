package io.hydrascope.cli.alerts;

import io.hydrascope.agent.progress.Progress;
import io.hydrascope.alerting.rules.ControlMessage;
import io.hydrascope.alerting.topic.AlertTopics;
import io.hydrascope.cli.options.DataOption;
import io.hydrascope.platform.PlatformDirectory;
import io.hydrascope.platform.PlatformDirectory.Endpoints;
import io.hydrascope.schemas.rows.AlertRow;
import io.hydrascope.schemas.text.BadInputException;
import io.hydrascope.schemas.text.JsonText;
import io.hydrascope.storage.query.StorageQueries;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hydrascope alerts ack}. */
@Command(
    name = "ack",
    description = {
      "Acknowledges an open alert.",
      "Until the alert ends, receivers hear of it again only when its state becomes ALERT. The table records every change."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  ./hydrascope alerts ack 6f1cb1b5 --note \"rolled back\"",
      "  ./hydrascope alerts ack 6f1cb1b5 --by ann --json"
    })
final class AcknowledgeCommand implements Callable<Integer> {
  @Parameters(paramLabel = "ALERT", description = "The id of the alert, or the beginning of it.")
  private String alert = "";

  @Option(
      names = "--by",
      paramLabel = "NAME",
      defaultValue = "${sys:user.name}",
      description = "The person who has seen it. Default: ${DEFAULT-VALUE}")
  private String by = "";

  @Option(names = "--note", paramLabel = "TEXT", description = "A note for the others.")
  private String note = "";

  @Mixin private DataOption data = new DataOption();

  @Option(names = "--json", description = "Prints the acknowledgement as one JSON document.")
  private boolean json;

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the spec
  AcknowledgeCommand() {}

  private AlertRow acknowledge(Endpoints platform) throws Exception {
    try (Progress progress = Progress.ofThisProcess()) {
      progress.await("asking for the alert and acknowledging it");
      AlertRow row = find(new StorageQueries(platform.owner()).openAlerts());
      new AlertTopics(platform.kafkaBootstrapServers())
          .tell(
              new ControlMessage.Acknowledge(row.alertId(), by, note, Clock.systemUTC().millis()));
      return row;
    }
  }

  @Override
  public Integer call() throws Exception {
    PlatformDirectory directory = data.directory();
    Endpoints platform = directory.requireRunning();
    AlertRow row = acknowledge(platform);
    PrintWriter out = spec.commandLine().getOut();
    out.println(
        json
            ? JsonText.of(Map.of("alert_id", row.alertId(), "by", by, "note", note))
            : "acknowledged %s of %s by %s".formatted(row.rule(), row.revision(), by));
    out.flush();
    return 0;
  }

  private AlertRow find(List<AlertRow> open) {
    List<AlertRow> found =
        open.stream().filter(row -> !alert.isBlank() && row.alertId().startsWith(alert)).toList();
    if (found.size() == 1) {
      return found.get(0);
    }
    String ids = open.stream().map(AlertRow::alertId).collect(Collectors.joining(", "));
    throw new BadInputException(
        "alert %s is %s; open are: %s"
            .formatted(
                alert,
                found.isEmpty() ? "not open" : "the beginning of several",
                ids.isEmpty() ? "none" : ids));
  }
}
