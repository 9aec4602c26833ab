package io.hydrascope.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.hydrascope.testkit.TestingProcess;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a platform without an agent ends, seen by whoever started it and by scripts. */
class UpIT {
  private static final Duration START = Duration.ofMinutes(5);
  private static final Duration END = Duration.ofSeconds(60);

  @TempDir Path folder;

  @Test
  void up_terminated_saysSoAndTakesItsEndpointsAlong() {
    try (TestingProcess up = start()) {
      up.awaitOutput("the platform stays up", START);
      assertThat(endpoints()).exists();
      up.terminate();
      up.assertNothingLeft(END);
      assertThat(up.output())
          .contains("the platform ends: Ctrl-C or another signal")
          .doesNotContain("has ended");
      assertThat(endpoints()).doesNotExist();
    }
  }

  @Test
  void up_partIsKilled_saysSoStartsItAgainAndStaysUp() {
    try (TestingProcess up = start()) {
      up.awaitOutput("the platform stays up", START);
      up.descendants().stream()
          .filter(part -> part.info().commandLine().orElse("").contains("ClickHouseServer"))
          .forEach(ProcessHandle::destroyForcibly);
      up.awaitOutput("clickhouse was killed by signal 9; it starts again in 1 s, try 1 of 5", END);
      up.awaitOutput("clickhouse is back; rows flow again after", START);
      assertThat(endpoints()).exists();
      up.terminate();
      up.assertNothingLeft(END);
    }
  }

  private TestingProcess start() {
    return TestingProcess.start(
        folder.resolve("up.txt"), Hydrascope.class, "up", "--data", data().toString());
  }

  private Path data() {
    return folder.resolve("data");
  }

  private Path endpoints() {
    return data().resolve("endpoints.json");
  }
}
