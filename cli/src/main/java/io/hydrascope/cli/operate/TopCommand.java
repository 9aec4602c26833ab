package io.hydrascope.cli.operate;

import io.hydrascope.agent.progress.Progress;
import io.hydrascope.agent.progress.Terminal;
import io.hydrascope.cli.options.ClickHouseOption;
import io.hydrascope.cli.options.DataOption;
import io.hydrascope.platform.FlinkReports;
import io.hydrascope.platform.KafkaReports;
import io.hydrascope.platform.PlatformDirectory;
import io.hydrascope.platform.ReadAccess;
import io.hydrascope.schemas.text.JsonText;
import io.hydrascope.schemas.text.TimeSpan;
import io.hydrascope.storage.ClickHouseEndpoint;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code hydrascope top}. */
@Command(
    name = "top",
    description =
        "Shows a live view of the platform's health, revisions, fragile components, open alerts and unread messages.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  ./hydrascope top",
      "  ./hydrascope top --once --components 10",
      "  ./hydrascope top --json --every 10s > looks.jsonl"
    })
public final class TopCommand implements Callable<Integer> {
  private static final String CLEAR = "\u001b[H\u001b[2J";

  @Mixin private DataOption data = new DataOption();

  @Mixin private ClickHouseOption clickHouse = new ClickHouseOption();

  @Option(
      names = "--kafka",
      paramLabel = "HOST:PORT",
      description =
          "The Kafka whose unread messages are counted. Default: the one of the platform that runs on --data")
  private @Nullable String kafka;

  @Option(names = "--once", description = "Prints one update and ends.")
  private boolean once;

  @Option(
      names = "--every",
      paramLabel = "TIME",
      defaultValue = "2s",
      description = "The time between two updates, for example 2s or 1m. Default: ${DEFAULT-VALUE}")
  private String every = "2s";

  @Option(
      names = "--components",
      paramLabel = "N",
      defaultValue = "5",
      description = "The number of components per revision. Default: ${DEFAULT-VALUE}")
  private int components = 5;

  @Option(names = "--json", description = "Prints one JSON object per update.")
  private boolean json;

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the spec
  TopCommand() {}

  @Override
  public Integer call() throws Exception {
    Duration pause = TimeSpan.parse("--every", every);
    PlatformDirectory directory = data.directory();
    Optional<ClickHouseEndpoint> server = clickHouse.endpoint();
    if (server.isPresent()) {
      Optional<KafkaReports> reports = Optional.ofNullable(kafka).map(KafkaReports::new);
      try (Progress progress = Progress.ofThisProcess()) {
        show(
            new TopSource(
                server.get(),
                new TopSource.Servers(reports, Optional.empty(), List::of),
                components,
                Clock.systemUTC()),
            pause,
            progress);
      }
      return 0;
    }
    Optional<PlatformDirectory.Endpoints> running = directory.running();
    Optional<KafkaReports> reports =
        Optional.ofNullable(kafka)
            .or(() -> running.map(PlatformDirectory.Endpoints::kafkaBootstrapServers))
            .map(KafkaReports::new);
    Optional<FlinkReports> flink =
        running.map(PlatformDirectory.Endpoints::flink).map(FlinkReports::new);
    try (Progress progress = Progress.ofThisProcess();
        ReadAccess reader = ReadAccess.of(directory, progress)) {
      show(
          new TopSource(
              reader.owner(),
              new TopSource.Servers(
                  reports,
                  flink,
                  () -> running.map(PlatformDirectory.Endpoints::health).orElse(List.of())),
              components,
              Clock.systemUTC()),
          pause,
          progress);
    }
    return 0;
  }

  private void show(TopSource source, Duration pause, Progress progress)
      throws IOException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    boolean rewritten = Terminal.isStdout() && !json && !once;
    while (true) {
      progress.await("asking the tables, Kafka and Flink");
      TopFrame frame = source.look();
      progress.await("");
      if (json) {
        out.println(JsonText.of(frame.fields()));
      } else {
        out.print(rewritten ? CLEAR : "");
        frame.lines().forEach(out::println);
      }
      out.flush();
      if (once || out.checkError()) {
        return;
      }
      Thread.sleep(pause.toMillis());
    }
  }
}
