package io.hydrascope.cli.alerts;

import io.hydrascope.agent.progress.Progress;
import io.hydrascope.alerting.rules.AlertFile;
import io.hydrascope.alerting.rules.ControlMessage;
import io.hydrascope.alerting.rules.Rule;
import io.hydrascope.alerting.topic.AlertTopics;
import io.hydrascope.cli.options.KafkaOption;
import io.hydrascope.schemas.text.JsonText;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hydrascope alerts apply}. */
@Command(
    name = "apply",
    description = {
      "Checks a file of rules and gives them to the running job, without a restart.",
      "Routes take effect when the notifier starts again. To keep the rules, save the file as alerts.yaml in --data."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  ./hydrascope alerts apply alerts.yaml",
      "  ./hydrascope alerts apply alerts.yaml --check              only checks",
      "  ./hydrascope alerts apply alerts.yaml --kafka kafka:9092"
    })
final class ApplyRulesCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "FILE",
      description = "The file of rules, as docs/alerts.md describes it.")
  private Path file = Path.of("alerts.yaml");

  @Option(names = "--check", description = "Checks the file and applies nothing.")
  private boolean check;

  @Mixin private KafkaOption kafka = new KafkaOption();

  @Option(names = "--json", description = "Prints the names of the rules as one JSON document.")
  private boolean json;

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the spec
  ApplyRulesCommand() {}

  @Override
  public Integer call() throws Exception {
    AlertFile alerts = AlertFile.read(file);
    if (!check) {
      try (Progress progress = Progress.ofThisProcess()) {
        progress.await("giving the rules to the job");
        new AlertTopics(kafka.bootstrapServers()).tell(new ControlMessage.Rules(alerts.rules()));
      }
    }
    List<String> names = alerts.rules().rules().stream().map(Rule::name).toList();
    PrintWriter out = spec.commandLine().getOut();
    out.println(
        json
            ? JsonText.of(Map.of("rules", names, "applied", !check))
            : "%s %d rules: %s"
                .formatted(check ? "checked" : "applied", names.size(), String.join(", ", names)));
    out.flush();
    return 0;
  }
}
