package io.hydrascope.cli.operate;

import io.hydrascope.agent.progress.Progress;
import io.hydrascope.alerting.rules.AlertFile;
import io.hydrascope.alerting.rules.AlertRules;
import io.hydrascope.alerting.rules.BaseSelection;
import io.hydrascope.alerting.rules.ControlMessage;
import io.hydrascope.alerting.topic.AlertTopics;
import io.hydrascope.cli.options.DataOption;
import io.hydrascope.cli.options.FlinkKeyOption;
import io.hydrascope.cli.options.JobOptions;
import io.hydrascope.cli.options.TieredRetentionOption;
import io.hydrascope.platform.ClusterJobs;
import io.hydrascope.platform.Home;
import io.hydrascope.platform.JobSettings;
import io.hydrascope.platform.LocalJobs;
import io.hydrascope.platform.PlatformJobs;
import io.hydrascope.platform.Preparation;
import io.hydrascope.platform.SubmittedJob;
import io.hydrascope.schemas.text.JsonText;
import io.hydrascope.schemas.text.TimeSpan;
import io.hydrascope.storage.ServerUrl;
import io.hydrascope.storage.migrate.RetainedRows;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code hydrascope jobs}. */
@Command(
    name = "jobs",
    description = {
      "Submits the Flink jobs to a cluster, or runs them on this machine.",
      "The command first creates the tables and topics that are missing."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  ./hydrascope jobs --kafka kafka:9092 --clickhouse http://hydrascope:secret@clickhouse:8123",
      "  ./hydrascope jobs --kafka kafka:9092 --clickhouse http://clickhouse:8123 --flink http://flink:8081",
      "  ./hydrascope jobs … --flink http://flink:8081 --restore compensation=s3://savepoints/1",
      "",
      "A cluster stores its own checkpoints and savepoints. On this machine, the jobs resume from --data."
    })
public final class JobsCommand implements Callable<Integer> {
  @Option(
      names = "--kafka",
      required = true,
      paramLabel = "HOST:PORT",
      description = "The bootstrap servers, separated by commas.")
  private String kafka = "";

  @Option(
      names = "--clickhouse",
      required = true,
      paramLabel = "URL",
      description =
          "The server, with a user that may create tables: http://user:password@host:8123.")
  private URI clickHouse = URI.create("http://127.0.0.1:8123");

  @Option(
      names = "--flink",
      paramLabel = "URL",
      description =
          "The REST address of a cluster. Default: a Flink on this machine that runs until Ctrl-C")
  private @Nullable URI flink;

  @Mixin private FlinkKeyOption flinkKey = new FlinkKeyOption();

  @Option(
      names = "--restore",
      paramLabel = "JOB=PATH",
      description = "With --flink: the checkpoint or savepoint from which this job continues.")
  private Map<String, String> restorePaths = Map.of();

  @Option(
      names = "--base",
      paramLabel = "REVISION",
      defaultValue = "base",
      description = "Compares the other revisions with this one. Default: ${DEFAULT-VALUE}")
  private String base = "base";

  @Option(
      names = "--alerts",
      paramLabel = "FILE",
      description =
          "Reads the comparison rules from this file (docs/alerts.md). Default: compare self-repair against --base")
  private @Nullable Path alerts;

  @Option(
      names = "--parallelism",
      paramLabel = "N",
      defaultValue = "2",
      description = "The parallelism of each job. Default: ${DEFAULT-VALUE}")
  private int parallelism = PlatformJobs.DEFAULT_PARALLELISM;

  @Mixin private DataOption data = new DataOption();

  @Option(
      names = "--flink-port",
      paramLabel = "PORT",
      description = "Without --flink: the port of the REST interface. Default: a free port")
  private int flinkPort;

  @Option(
      names = "--for",
      paramLabel = "TIME",
      description = "Without --flink: ends after this time, for example 90s, 10m or 2h.")
  private @Nullable String duration;

  @Option(names = "--json", description = "Prints the jobs and their ids as one JSON document.")
  private boolean json;

  @Mixin private TieredRetentionOption keep = new TieredRetentionOption();

  @Mixin private JobOptions options = new JobOptions();

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the spec
  JobsCommand() {}

  /** What was submitted, as {@code --json} prints it. */
  private record Submitted(String flink, List<SubmittedJob> jobs) {}

  @Override
  public Integer call() throws Exception {
    long limitMillis =
        duration == null ? Long.MAX_VALUE : TimeSpan.parse("--for", duration).toMillis();
    JobSettings settings =
        options.settings().keepingEffects(keep.retention().stay(RetainedRows.EFFECTS));
    PlatformJobs jobs =
        new PlatformJobs(kafka, ServerUrl.clickHouse(clickHouse), rules(), parallelism, settings);
    try (Progress progress = Progress.ofThisProcess()) {
      run(jobs, limitMillis, progress);
      return 0;
    }
  }

  private void run(PlatformJobs jobs, long limitMillis, Progress progress) throws Exception {
    progress.await("asking ClickHouse and Kafka for tables and topics");
    Preparation.of(jobs, keep.retention(), progress);
    new AlertTopics(kafka).tell(new ControlMessage.Rules(jobs.rules()));
    progress.await("submitting the jobs");
    if (flink != null) {
      List<SubmittedJob> submitted =
          new ClusterJobs(flinkKey.access(flink), Home.jobJar()).submit(jobs, restorePaths);
      print(new Submitted(flink.toString(), submitted));
      return;
    }
    Path directory = data.path();
    try (LocalJobs local = LocalJobs.start(directory, Home.jobJar(), jobs, flinkPort)) {
      print(new Submitted(local.flinkRestUrl().toString(), local.submitted()));
      progress.rest("the jobs stay up; end them with Ctrl-C");
      boolean unused = new CountDownLatch(1).await(limitMillis, TimeUnit.MILLISECONDS);
      progress.say(
          "the jobs end after --for %s; they resume from their checkpoints".formatted(duration));
    }
  }

  private AlertRules rules() throws IOException {
    return alerts == null
        ? AlertRules.defaults(BaseSelection.parse(base))
        : AlertFile.read(alerts).rules();
  }

  private void print(Submitted submitted) {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(JsonText.of(submitted));
    } else {
      out.println("Flink  " + submitted.flink());
      submitted.jobs().forEach(job -> out.println("  " + job.id() + "  " + job.name()));
    }
    out.flush();
  }
}
