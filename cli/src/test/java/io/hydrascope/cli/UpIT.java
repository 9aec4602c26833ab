package io.hydrascope.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hydrascope.testkit.Await;
import io.hydrascope.testkit.TestingProcess;
import io.hydrascope.testkit.TestingTool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A platform without an agent, seen by whoever started it and by scripts. */
class UpIT {
  private static final Duration START = Duration.ofMinutes(5);
  private static final Duration END = Duration.ofSeconds(60);

  private static final int ENDED_BY_SIGINT = 130;

  @TempDir Path folder;

  /** One platform for all of it: each start takes long. */
  @Test
  void up_killedAndStartedAgain_staysWhatItWas() throws IOException {
    TestingTool.require("python3", "python3");
    JsonNode before;
    try (TestingProcess up = start("first.txt")) {
      up.awaitOutput("the platform stays up", START);
      before = endpoints();
      assertPrivate();
      assertSecondIsRefused(up);
      assertTellsAndMendsADeadPart(up);
      up.killHard();
    }
    try (TestingProcess up =
        TestingProcess.startInTerminal(
            folder.resolve("second.txt"), Hydrascope.class, "up", "--data", data().toString())) {
      up.awaitOutput("the platform stays up", START);
      assertThat(withoutProcess(endpoints())).isEqualTo(withoutProcess(before));
      up.pressCtrlC();
      assertThat(up.exitCode(END)).isEqualTo(ENDED_BY_SIGINT);
      up.assertNothingLeft(END);
      assertThat(up.output())
          .contains("the platform ends: Ctrl-C or another signal")
          .doesNotContain("starts again in");
      assertThat(endpointsFile()).doesNotExist();
    }
  }

  private void assertPrivate() throws IOException {
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data())))
        .isEqualTo("rwx------");
    for (String file : new String[] {"access.json", "endpoints.json"}) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data().resolve(file))))
          .isEqualTo("rw-------");
    }
  }

  private void assertSecondIsRefused(TestingProcess up) throws IOException {
    JsonNode before = endpoints();
    TestingCommand second = TestingCommand.run("up", "--data", data().toString());
    assertThat(second.exitCode()).isEqualTo(2);
    assertThat(second.err()).contains("is in use by process " + before.get("pid").asLong());
    assertThat(endpoints()).isEqualTo(before);
    assertThat(up.isRunning()).isTrue();
  }

  private void assertTellsAndMendsADeadPart(TestingProcess up) throws IOException {
    awaitHealth(200);
    up.descendants().stream()
        .filter(part -> part.info().commandLine().orElse("").contains("ClickHouseServer"))
        .forEach(ProcessHandle::destroyForcibly);
    awaitHealth(503);
    up.awaitOutput("clickhouse was killed by signal 9; it starts again in 1 s, try 1 of 5", END);
    up.awaitOutput("clickhouse is back; rows flow again after", START);
    awaitHealth(200);
    TestingCommand doctor = TestingCommand.run("doctor", "--data", data().toString());
    assertThat(doctor.out())
        .contains("process-clickhouse", "1 restart in the last hour", "compensation")
        .doesNotContain("PROBLEM  process", "PROBLEM  compensation");
  }

  private void awaitHealth(int status) throws IOException {
    URI health = URI.create(endpoints().get("healthUrl").asText());
    Await.until(START, () -> status(health) == status, () -> health + " answers " + status);
  }

  private static int status(URI health) {
    try {
      return ((HttpURLConnection) health.toURL().openConnection()).getResponseCode();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private TestingProcess start(String output) {
    return TestingProcess.start(
        folder.resolve(output), Hydrascope.class, "up", "--data", data().toString());
  }

  private static JsonNode withoutProcess(JsonNode endpoints) {
    ObjectNode copy = endpoints.deepCopy();
    copy.remove(List.of("pid", "pidStartedMillis"));
    copy.remove("flinkKeyPassword"); // Flink's key is made anew at each start
    return copy;
  }

  private JsonNode endpoints() throws IOException {
    return JsonMapper.builder().build().readTree(endpointsFile().toFile());
  }

  private Path data() {
    return folder.resolve("data");
  }

  private Path endpointsFile() {
    return data().resolve("endpoints.json");
  }
}
