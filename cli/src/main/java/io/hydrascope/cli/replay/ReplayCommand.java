package io.hydrascope.cli.replay;

import io.hydrascope.agent.progress.Progress;
import io.hydrascope.cli.options.ClickHouseOption;
import io.hydrascope.cli.options.DataOption;
import io.hydrascope.cli.options.FlinkKeyOption;
import io.hydrascope.cli.options.JobOptions;
import io.hydrascope.embedded.FlinkAccess;
import io.hydrascope.platform.CaptureTopic;
import io.hydrascope.platform.Home;
import io.hydrascope.platform.JobPause;
import io.hydrascope.platform.JobSettings;
import io.hydrascope.platform.PlatformDirectory;
import io.hydrascope.platform.PlatformJobs;
import io.hydrascope.platform.replay.Replay;
import io.hydrascope.platform.replay.ReplayPlatform;
import io.hydrascope.platform.replay.ReplaySummary;
import io.hydrascope.platform.replay.TimeRange;
import io.hydrascope.schemas.text.BadInputException;
import io.hydrascope.schemas.text.Counted;
import io.hydrascope.schemas.text.JsonText;
import io.hydrascope.storage.ClickHouseEndpoint;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code hydrascope replay}. */
@Command(
    name = "replay",
    description = {
      "Recomputes stored effects and metrics with the current definitions.",
      "Effects are recomputed as far back as the captures topic goes. Before that, only the metrics are, from the stored effects.",
      "The job keeps running and pauses only for the switch."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  ./hydrascope replay --from 2026-01-30",
      "  ./hydrascope replay --from 2026-01-30 --to 2026-01-31",
      "  ./hydrascope replay --from 2026-01-30T08:00:00Z --to 2026-01-30T09:00:00Z --json",
      "  ./hydrascope replay --from 2026-01-30 --to 2026-01-31 --kafka kafka:9092 --flink http://flink:8081 \\",
      "      --clickhouse http://hydrascope:secret@clickhouse:8123",
      "",
      "Times are event times of the captures, in UTC. Run one replay at a time.",
      "On another platform, repeat the options that jobs had there for the job compensation."
    })
public final class ReplayCommand implements Callable<Integer> {
  @Option(
      names = "--from",
      required = true,
      paramLabel = "T",
      description = "The start: 2026-01-31T12:00:00Z, or 2026-01-31 for midnight.")
  private String from = "";

  @Option(
      names = "--to",
      paramLabel = "T",
      description = "The end, which is not included. A time in the future means now. Default: now")
  private @Nullable String to;

  @Mixin private DataOption data = new DataOption();

  @Option(
      names = "--kafka",
      paramLabel = "HOST:PORT",
      description = "The Kafka of another platform. It needs --clickhouse and --flink too.")
  private @Nullable String kafka;

  @Mixin private ClickHouseOption clickHouse = new ClickHouseOption();

  @Option(
      names = "--flink",
      paramLabel = "URL",
      description = "The REST address of the cluster of another platform.")
  private @Nullable URI flink;

  @Mixin private FlinkKeyOption flinkKey = new FlinkKeyOption();

  @Option(
      names = "--parallelism",
      paramLabel = "N",
      defaultValue = "2",
      description = "The parallelism of the job when it continues. Default: ${DEFAULT-VALUE}")
  private int parallelism = PlatformJobs.DEFAULT_PARALLELISM;

  @Mixin private JobOptions options = new JobOptions();

  @Option(names = "--json", description = "Prints the summary as one JSON document.")
  private boolean json;

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the spec
  ReplayCommand() {}

  @Override
  public Integer call() throws Exception {
    try (Progress progress = Progress.ofThisProcess()) {
      TimeRange range =
          TimeRange.parse(from, Optional.ofNullable(to), Instant.now(), progress::say);
      progress.await("reading what is kept of that time");
      print(new Replay(platform(), range, progress).run());
      return 0;
    }
  }

  private ReplayPlatform platform() throws IOException {
    Optional<ClickHouseEndpoint> server = clickHouse.endpoint();
    if (kafka != null && server.isPresent() && flink != null) {
      PlatformJobs jobs =
          PlatformJobs.told(kafka, server.get(), parallelism).with(options.settings());
      return platform(jobs, flinkKey.access(flink), Optional.empty());
    }
    if (kafka != null || server.isPresent() || flink != null) {
      throw new BadInputException(
          "%s: give --kafka, --clickhouse and --flink together, or none of them for the platform on --data"
              .formatted(given()));
    }
    if (!options.settings().equals(JobSettings.DEFAULTS)) {
      throw new BadInputException(
          "the job on --data %s goes on with what 'up' was given: leave the job's options out, or give --kafka, --clickhouse and --flink"
              .formatted(data));
    }
    PlatformDirectory directory = data.directory();
    PlatformDirectory.Endpoints running = directory.requireRunning();
    PlatformJobs jobs =
        PlatformJobs.told(running.kafkaBootstrapServers(), running.owner(), parallelism)
            .with(directory.jobSettings());
    return platform(jobs, running.flink(), Optional.of(directory));
  }

  /** Those of the three options that were given, with their values. */
  private String given() {
    List<String> given = new ArrayList<>();
    addIfGiven(given, "--kafka", kafka);
    addIfGiven(given, "--clickhouse", clickHouse.endpoint().isPresent() ? clickHouse : null);
    addIfGiven(given, "--flink", flink);
    return String.join(", ", given);
  }

  private static void addIfGiven(List<String> given, String option, @Nullable Object value) {
    if (value != null) {
      given.add(option + " " + value);
    }
  }

  private static ReplayPlatform platform(
      PlatformJobs jobs, FlinkAccess cluster, Optional<PlatformDirectory> directory) {
    JobPause job = new JobPause(cluster, Home.jobJar(), jobs, directory);
    return new ReplayPlatform(
        new CaptureTopic(jobs.kafka()), jobs.clickHouse(), job, jobs.settings().acceptedTimes());
  }

  private void print(ReplaySummary summary) {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(JsonText.of(summary));
    } else {
      out.printf(
          "effects   %s of %s%n",
          Counted.of(summary.effects(), "row"), Counted.of(summary.captures(), "capture"));
      out.printf(
          "metrics   %s; all time counts %s%n",
          Counted.of(summary.metrics(), "row"), Counted.of(summary.counted(), "capture"));
      if (summary.refused() > 0) {
        out.printf(
            "refused   %s that no job could read%n", Counted.of(summary.refused(), "message"));
      }
      if (summary.effectsFrom() == null) {
        out.println("effects stay as they were: the captures topic does not keep that time");
      } else if (!summary.effectsFrom().equals(summary.from())) {
        out.printf(
            "effects before %s stay as they were: the captures topic does not keep them%n",
            summary.effectsFrom());
      }
      out.printf("the job stood still for %.1f s%n", summary.pausedSeconds());
    }
    out.flush();
  }
}
