package io.hydrascope.cli.alerts;

import io.hydrascope.alerting.rules.AlertFile;
import io.hydrascope.alerting.rules.Route;
import io.hydrascope.alerting.topic.Notifier;
import io.hydrascope.cli.options.KafkaOption;
import io.hydrascope.schemas.text.BadInputException;
import io.hydrascope.schemas.text.JsonText;
import io.hydrascope.schemas.text.TimeSpan;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code hydrascope alerts notify}. */
@Command(
    name = "notify",
    description = {
      "Sends alerts from the topic to the receivers until Ctrl-C.",
      "Only a cluster needs this command. The platform of up and demo sends its alerts itself."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  ./hydrascope alerts notify --kafka kafka:9092 --alerts alerts.yaml",
      "  ./hydrascope alerts notify --kafka kafka:9092 --alerts alerts.yaml --for 1h --json"
    })
final class NotifyCommand implements Callable<Integer> {
  @Option(
      names = "--alerts",
      required = true,
      paramLabel = "FILE",
      description = "The file with the routes.")
  private Path file = Path.of("alerts.yaml");

  @Mixin private KafkaOption kafka = new KafkaOption();

  @Option(
      names = "--for",
      paramLabel = "TIME",
      description = "Ends after this time, for example 90s, 10m or 2h.")
  private @Nullable String duration;

  @Option(names = "--json", description = "Prints the routes as one JSON document.")
  private boolean json;

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the spec
  NotifyCommand() {}

  @Override
  @SuppressWarnings("try") // it works by being open
  public Integer call() throws Exception {
    List<Route> routes = AlertFile.read(file).routes();
    if (routes.isEmpty()) {
      throw new BadInputException(file + " has no routes: nobody would be told");
    }
    long limitMillis =
        duration == null ? Long.MAX_VALUE : TimeSpan.parse("--for", duration).toMillis();
    try (Notifier notifier = Notifier.start(kafka.bootstrapServers(), routes, System.getenv())) {
      PrintWriter out = spec.commandLine().getOut();
      List<String> names = routes.stream().map(Route::name).toList();
      out.println(json ? JsonText.of(names) : "telling " + String.join(", ", names));
      out.flush();
      boolean unused = new CountDownLatch(1).await(limitMillis, TimeUnit.MILLISECONDS);
    }
    return 0;
  }
}
