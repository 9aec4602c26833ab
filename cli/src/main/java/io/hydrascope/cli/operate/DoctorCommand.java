package io.hydrascope.cli.operate;

import io.hydrascope.agent.progress.Progress;
import io.hydrascope.cli.Failures;
import io.hydrascope.cli.options.ClickHouseOption;
import io.hydrascope.cli.options.DataOption;
import io.hydrascope.cli.options.FlinkKeyOption;
import io.hydrascope.platform.FlinkChecks;
import io.hydrascope.platform.PlatformChecks;
import io.hydrascope.platform.PlatformDirectory;
import io.hydrascope.platform.doctor.MachineChecks;
import io.hydrascope.platform.watch.Finding;
import io.hydrascope.schemas.text.JsonText;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
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

/** {@code hydrascope doctor}. */
@Command(
    name = "doctor",
    description = {
      "Checks this machine and the running platform, and says what to do.",
      "The checks cover Java, memory, disk, ports, native libraries, the GPU, and the servers of the platform on --data.",
      "Of the running platform it says what the platform's own watcher says, as /health does.",
      "The command exits with 1 if it finds a problem."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  ./hydrascope doctor",
      "  ./hydrascope doctor --kafka kafka:9092 --clickhouse http://reader:secret@ch:8123 --flink http://flink:8081",
      "  ./hydrascope doctor --json"
    })
public final class DoctorCommand implements Callable<Integer> {
  @Mixin private DataOption data = new DataOption();

  @Option(names = "--kafka", paramLabel = "HOST:PORT", description = "Also checks this Kafka.")
  private @Nullable String kafka;

  @Mixin private ClickHouseOption clickHouse = new ClickHouseOption();

  @Option(names = "--flink", paramLabel = "URL", description = "Also checks this Flink.")
  private @Nullable URI flink;

  @Mixin private FlinkKeyOption flinkKey = new FlinkKeyOption();

  @Option(names = "--json", description = "Prints one JSON object per check.")
  private boolean json;

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the spec
  DoctorCommand() {}

  @Override
  public Integer call() throws IOException {
    try (Progress progress = Progress.ofThisProcess()) {
      progress.await("checking this machine and its platform");
      return check();
    }
  }

  private int check() throws IOException {
    PlatformDirectory directory = data.directory();
    List<Finding> findings = new ArrayList<>(new MachineChecks(directory.root()).all());
    Optional<PlatformDirectory.Endpoints> running = directory.running();
    running.ifPresent(endpoints -> addRunning(endpoints, findings));
    addOwn(findings);
    if (running.isEmpty() && kafka == null && clickHouse.endpoint().isEmpty() && flink == null) {
      findings.add(
          Finding.note(
              "platform",
              "none runs on " + directory.root(),
              "start one with hydrascope up or hydrascope demo"));
    }
    PrintWriter out = spec.commandLine().getOut();
    findings.forEach(finding -> out.println(json ? JsonText.of(finding) : finding.line()));
    out.flush();
    boolean healthy = findings.stream().noneMatch(f -> f.state() == Finding.State.PROBLEM);
    return healthy ? 0 : Failures.FAILED;
  }

  private static void addRunning(PlatformDirectory.Endpoints endpoints, List<Finding> findings) {
    findings.addAll(endpoints.health());
    findings.add(PlatformChecks.clickHouse(endpoints.owner()));
    findings.add(PlatformChecks.sizes(endpoints.owner()));
  }

  private void addOwn(List<Finding> findings) {
    if (kafka != null) {
      findings.add(PlatformChecks.kafka(kafka));
    }
    if (flink != null) {
      findings.addAll(FlinkChecks.of(flinkKey.access(flink)).look());
    }
    clickHouse.endpoint().map(PlatformChecks::clickHouse).ifPresent(findings::add);
  }
}
