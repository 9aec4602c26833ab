package io.hydrascope.cli.operate;

import io.hydrascope.agent.progress.Progress;
import io.hydrascope.cli.Failures;
import io.hydrascope.cli.options.DataOption;
import io.hydrascope.cli.options.JobOptions;
import io.hydrascope.cli.options.MemoryOption;
import io.hydrascope.cli.options.RetentionOption;
import io.hydrascope.cli.options.TopicBytesOption;
import io.hydrascope.platform.AccessChoice;
import io.hydrascope.platform.Home;
import io.hydrascope.platform.LocalPlatform;
import io.hydrascope.platform.PlatformDirectory;
import io.hydrascope.platform.PlatformEnd;
import io.hydrascope.platform.PlatformLimits;
import io.hydrascope.platform.PlatformPorts;
import io.hydrascope.platform.PlatformSetup;
import io.hydrascope.platform.memory.OwnMemory;
import io.hydrascope.schemas.text.JsonText;
import io.hydrascope.schemas.text.TimeSpan;
import io.hydrascope.storage.migrate.RetainedRows;
import io.hydrascope.storage.migrate.Retention;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code hydrascope up}. */
@Command(
    name = "up",
    description = {
      "Runs the platform without an agent: Kafka, ClickHouse, and Flink with the jobs.",
      "The platform stays up for your own agents until Ctrl-C. The next start on the same directory resumes it."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  ./hydrascope up                                      writes its ports to .hydrascope/endpoints.json",
      "  ./hydrascope up --kafka-port 9092 --base production  takes captures at 127.0.0.1:9092",
      "  ./hydrascope up --memory 4g                          divides 4 GiB among all parts",
      "  ./hydrascope up --keep effects=30,vectors=2          deletes rows after 30 and 2 days",
      "  ./hydrascope up --dedup-horizon 14d                  recognises repeats for two weeks",
      "  ./hydrascope up --for 10m --json                     ends after ten minutes"
    })
public final class UpCommand implements Callable<Integer> {
  private static final Duration LOOK = Duration.ofSeconds(1);

  @Option(
      names = "--base",
      paramLabel = "REVISION",
      defaultValue = "base",
      description = "Compares the other revisions with this one. Default: ${DEFAULT-VALUE}")
  private String base = "base";

  @Mixin private DataOption data = new DataOption();

  @Option(
      names = "--kafka-port",
      paramLabel = "PORT",
      description = "The port of Kafka. Default: that of the start before, or a free one")
  private int kafkaPort;

  @Option(
      names = "--clickhouse-port",
      paramLabel = "PORT",
      description = "The port of ClickHouse. Default: that of the start before, or a free one")
  private int clickHousePort;

  @Option(
      names = "--flink-port",
      paramLabel = "PORT",
      description =
          "The port of the REST interface of Flink. Default: that of the start before, or a free one")
  private int flinkPort;

  @Option(
      names = "--new-ports",
      description =
          "Chooses free ports again, where none is given. Without it, the ports of the start before are kept.")
  private boolean newPorts;

  @Option(
      names = "--new-passwords",
      description =
          "Makes new passwords of ClickHouse. Without it, those of the start before are kept.")
  private boolean newPasswords;

  @Option(
      names = "--for",
      paramLabel = "TIME",
      description = "Ends after this time, for example 90s, 10m or 2h.")
  private @Nullable String duration;

  @Option(
      names = "--json",
      description = "Prints the addresses as one JSON document once all parts are ready.")
  private boolean json;

  @Mixin private MemoryOption memory = new MemoryOption();

  @Mixin private TopicBytesOption topics = new TopicBytesOption();

  @Mixin private RetentionOption keep = new RetentionOption();

  @Mixin private JobOptions jobs = new JobOptions();

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the spec
  UpCommand() {}

  @Override
  public Integer call() throws Exception {
    long limitMillis =
        duration == null ? Long.MAX_VALUE : TimeSpan.parse("--for", duration).toMillis();
    Retention retention = keep.retention();
    PlatformSetup setup =
        new PlatformSetup(
            new AccessChoice(
                new PlatformPorts(kafkaPort, clickHousePort, flinkPort, 0), newPorts, newPasswords),
            base,
            retention,
            jobs.settings().keepingEffects(retention.stay(RetainedRows.EFFECTS)),
            new PlatformLimits(memory.division(OwnMemory.ofHeap()), topics.bytes()));
    Path directory = data.path();
    try (Progress progress = Progress.ofThisProcess();
        LocalPlatform platform = LocalPlatform.start(directory, Home.jobJar(), setup, progress)) {
      print(platform.addresses());
      progress.rest("the platform stays up; end it with Ctrl-C");
      Thread atSignal =
          new Thread(() -> progress.rest("the platform ends: Ctrl-C or another signal"));
      Runtime.getRuntime().addShutdownHook(atSignal);
      Optional<String> ended =
          PlatformEnd.await(platform::ended, Duration.ofMillis(limitMillis), LOOK);
      if (isSignalled(atSignal)) {
        return Failures.FAILED;
      }
      progress.say(
          ended
              .map(part -> part + "; the platform ends, start it again with the same --data")
              .orElse("the platform ends after --for " + duration));
      return ended.isPresent() ? Failures.FAILED : 0;
    }
  }

  /** A signal ends the parts too: what is seen of them then is no failure of theirs. */
  private static boolean isSignalled(Thread atSignal) {
    try {
      return !Runtime.getRuntime().removeShutdownHook(atSignal);
    } catch (IllegalStateException e) {
      return true;
    }
  }

  private void print(PlatformDirectory.Addresses addresses) {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(JsonText.of(addresses));
    } else {
      out.println("Kafka       " + addresses.kafkaBootstrapServers());
      String reader = addresses.readerUser() == null ? "" : "  user " + addresses.readerUser();
      out.println("ClickHouse  " + addresses.clickhouseUrl() + reader);
      out.println("Flink       " + addresses.flinkRestUrl());
      out.println("Health      " + addresses.healthUrl());
    }
    out.flush();
  }
}
