package io.hydrascope.cli.alerts;

import com.fasterxml.jackson.databind.JsonNode;
import io.hydrascope.agent.progress.Progress;
import io.hydrascope.alerting.message.AlertMessage;
import io.hydrascope.cli.options.ClickHouseOption;
import io.hydrascope.cli.options.DataOption;
import io.hydrascope.platform.ReadAccess;
import io.hydrascope.schemas.rows.AlertRow;
import io.hydrascope.schemas.text.BadInputException;
import io.hydrascope.schemas.text.Counted;
import io.hydrascope.schemas.text.IntervalText;
import io.hydrascope.storage.ClickHouseEndpoint;
import io.hydrascope.storage.query.StorageQueries;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code hydrascope alerts list}. */
@Command(
    name = "list",
    description = "Lists the open alerts, newest first.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  ./hydrascope alerts list",
      "  ./hydrascope alerts list --all --limit 20",
      "  ./hydrascope alerts list --json | jq -r .evidence.sql      prints the query behind each alert"
    })
final class ListAlertsCommand implements Callable<Integer> {
  private static final int MOST = 10_000;

  @Option(
      names = "--all",
      description = "Lists every change of state, including alerts that have ended.")
  private boolean all;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "100",
      description = "Lists at most this many. Default: ${DEFAULT-VALUE}")
  private int limit = 100;

  @Mixin private DataOption data = new DataOption();

  @Mixin private ClickHouseOption clickHouse = new ClickHouseOption();

  @Option(
      names = "--json",
      description = "Prints one JSON object per alert, including its evidence.")
  private boolean json;

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the spec
  ListAlertsCommand() {}

  @Override
  public Integer call() throws Exception {
    if (limit < 1 || limit > MOST) {
      throw new BadInputException("--limit %d: expected 1 to %,d".formatted(limit, MOST));
    }
    Optional<ClickHouseEndpoint> server = clickHouse.endpoint();
    if (server.isPresent()) {
      print(alerts(server.get()));
      return 0;
    }
    try (Progress progress = Progress.ofThisProcess();
        ReadAccess reader = ReadAccess.of(data.directory(), progress)) {
      print(alerts(reader.owner()));
    }
    return 0;
  }

  private List<AlertRow> alerts(ClickHouseEndpoint endpoint) {
    StorageQueries queries = new StorageQueries(endpoint);
    return all ? queries.alertHistory(limit) : queries.openAlerts().stream().limit(limit).toList();
  }

  private void print(List<AlertRow> alerts) {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      alerts.forEach(alert -> out.println(AlertMessage.columns(alert)));
    } else {
      alerts.forEach(alert -> out.println(text(alert)));
      if (alerts.isEmpty()) {
        out.println(all ? "no alert was ever raised" : "no alert is open");
      }
    }
    out.flush();
  }

  private static String text(AlertRow alert) {
    JsonNode evidence = AlertMessage.evidence(alert);
    Instant at = Instant.EPOCH.plus(alert.atMicros(), ChronoUnit.MICROS);
    String by = evidence.path("acknowledged_by").asText();
    String note = evidence.path("acknowledged_note").asText();
    String seen = by.isEmpty() ? "" : "%n  seen by %s %s".formatted(by, note).stripTrailing();
    return "%-8s %-8s %s  %s: %s of %s against %s, %s %+.3f %s, e-value %.3g, n = %s%n  %s%n  %s%s"
        .formatted(
            alert.state(),
            alert.severity(),
            at.truncatedTo(ChronoUnit.SECONDS),
            alert.rule(),
            alert.model(),
            alert.revision(),
            alert.baseRevision(),
            (alert.component() + " " + alert.measure()).strip(),
            alert.effect(),
            IntervalText.of(alert.effectLow(), alert.effectHigh()),
            alert.eValue(),
            Counted.of(alert.nPrompts(), "prompt"),
            alert.alertId(),
            evidence.path("reason").asText(),
            seen);
  }
}
