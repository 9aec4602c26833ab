package io.hydrascope.cli.alerts;

import io.hydrascope.agent.progress.Progress;
import io.hydrascope.alerting.routing.DeliveryException;
import io.hydrascope.alerting.routing.Receiver;
import io.hydrascope.alerting.rules.AlertFile;
import io.hydrascope.alerting.rules.Route;
import io.hydrascope.alerting.topic.AlertTopics;
import io.hydrascope.cli.Failures;
import io.hydrascope.cli.options.KafkaOption;
import io.hydrascope.schemas.Topics;
import io.hydrascope.schemas.text.JsonText;
import io.hydrascope.schemas.text.OneLine;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code hydrascope alerts test}. */
@Command(
    name = "test",
    description = {
      "Sends a test message through every route and reports the result of each.",
      "The message also goes to the topic. The command exits with 1 if a receiver refuses it."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  ./hydrascope alerts test                       routes of .hydrascope/alerts.yaml",
      "  ./hydrascope alerts test --alerts alerts.yaml --json"
    })
final class TestRoutesCommand implements Callable<Integer> {
  @Option(
      names = "--alerts",
      paramLabel = "FILE",
      description = "The file with the routes. Default: alerts.yaml in --data")
  private @Nullable Path file;

  @Mixin private KafkaOption kafka = new KafkaOption();

  @Option(names = "--json", description = "Prints one JSON object per route.")
  private boolean json;

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the spec
  TestRoutesCommand() {}

  /**
   * @param error empty: it was taken
   */
  private record Tested(String route, String destination, boolean ok, String error) {}

  private List<Tested> tested() throws Exception {
    try (Progress progress = Progress.ofThisProcess()) {
      progress.await("sending to the topic");
      List<Tested> tested = new ArrayList<>();
      tested.add(topic());
      for (Route route : routes()) {
        progress.await("sending to " + route.name());
        tested.add(test(route));
      }
      return tested;
    }
  }

  @Override
  public Integer call() throws Exception {
    List<Tested> tested = tested();
    PrintWriter out = spec.commandLine().getOut();
    for (Tested each : tested) {
      String line =
          "%-6s %-16s %s %s"
              .formatted(each.ok ? "ok" : "FAILED", each.route, each.destination, each.error);
      out.println(json ? JsonText.of(each) : line.stripTrailing());
    }
    out.flush();
    return tested.stream().allMatch(Tested::ok) ? 0 : Failures.FAILED;
  }

  private List<Route> routes() throws IOException {
    Path asked = file == null ? kafka.directory().alerts() : file;
    return file == null && !Files.exists(asked) ? List.of() : AlertFile.read(asked).routes();
  }

  private Tested topic() throws IOException, InterruptedException {
    String servers = kafka.bootstrapServers();
    String destination = "topic " + Topics.ALERTS + " of " + servers;
    try {
      new AlertTopics(servers).test();
      return new Tested("(kafka)", destination, true, "");
    } catch (IllegalStateException e) {
      return new Tested("(kafka)", destination, false, OneLine.of(e));
    }
  }

  private static Tested test(Route route) throws InterruptedException {
    try {
      Receiver.of(route, System.getenv(), Clock.systemUTC()).test();
      return new Tested(route.name(), route.destination(), true, "");
    } catch (DeliveryException | IllegalArgumentException e) {
      return new Tested(route.name(), route.destination(), false, OneLine.of(e));
    }
  }
}
