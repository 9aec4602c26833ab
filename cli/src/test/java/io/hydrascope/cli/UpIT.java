package io.hydrascope.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.hydrascope.testkit.TestingProcess;
import io.hydrascope.testkit.TestingTool;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a platform without an agent ends, seen by whoever started it and by scripts. */
class UpIT {
  private static final Duration START = Duration.ofMinutes(5);
  private static final Duration END = Duration.ofSeconds(60);

  @TempDir Path folder;

  private static final int ENDED_BY_SIGINT = 130;

  @Test
  void up_ctrlCInItsTerminal_saysSoAndTakesItsEndpointsAlong() {
    TestingTool.require("python3", "python3");
    try (TestingProcess up =
        TestingProcess.startInTerminal(output(), Hydrascope.class, "up", "--data", data())) {
      up.awaitOutput("the platform stays up", START);
      assertThat(endpoints()).exists();
      up.pressCtrlC();
      assertThat(up.exitCode(END)).isEqualTo(ENDED_BY_SIGINT);
      up.assertNothingLeft(END);
      assertThat(up.output())
          .contains("the platform ends: Ctrl-C or another signal")
          .doesNotContain("has ended");
      assertThat(endpoints()).doesNotExist();
    }
  }

  @Test
  void up_partIsKilled_namesItAndEnds() {
    try (TestingProcess up =
        TestingProcess.start(output(), Hydrascope.class, "up", "--data", data())) {
      up.awaitOutput("the platform stays up", START);
      up.descendants().stream()
          .filter(part -> part.info().commandLine().orElse("").contains("ClickHouseServer"))
          .forEach(ProcessHandle::destroyForcibly);
      up.awaitOutput("clickhouse has ended", END);
      up.assertNothingLeft(END);
      assertThat(endpoints()).doesNotExist();
    }
  }

  private Path output() {
    return folder.resolve("up.txt");
  }

  private String data() {
    return folder.resolve("data").toString();
  }

  private Path endpoints() {
    return Path.of(data(), "endpoints.json");
  }
}
