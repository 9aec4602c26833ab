package io.hydrascope.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The parts end with the program that started them, however it ends. */
final class ParentDeathIT {
  private static final int CHILDREN = 4;
  private static final Duration START_LIMIT = Duration.ofMinutes(5);
  private static final Duration END_LIMIT = Duration.ofMinutes(1);

  @TempDir private Path directory;

  @Test
  void end_bySigkillThenByInterrupt_leavesNothingAndTheDataOpensAgain() {
    try (TestingProcess killed = start("killed.txt");
        TestingProcess interrupted = startAfterKilling(killed)) {
      interrupted.awaitOutput("platform ready", START_LIMIT);
      assertThat(interrupted.output()).contains("kafka READY", "clickhouse READY", "flink READY");
      killed.assertNothingLeft(Duration.ZERO);

      interrupted.interrupt();
      interrupted.assertNothingLeft(END_LIMIT);
      assertThat(interrupted.output())
          .containsSubsequence("flink STOPPED", "clickhouse STOPPED", "kafka STOPPED");
    }
  }

  /** At once, while the children of the killed one are still on their way out. */
  private TestingProcess startAfterKilling(TestingProcess killed) {
    killed.awaitOutput("platform ready", START_LIMIT);
    assertThat(killed.descendants()).hasSize(CHILDREN);
    killed.killHard();
    return start("interrupted.txt");
  }

  static Stream<Named<Consumer<TestingProcess>>> deaths() {
    return Stream.of(
        Named.of("SIGKILL", TestingProcess::killHard),
        Named.of("SIGTERM", TestingProcess::terminate),
        Named.of("SIGINT", TestingProcess::interrupt));
  }

  @ParameterizedTest
  @MethodSource("deaths")
  void end_whileStarting_leavesNothing(Consumer<TestingProcess> death) {
    try (TestingProcess parent = start("output.txt")) {
      parent.awaitDescendants(CHILDREN, START_LIMIT);
      death.accept(parent);
      parent.assertNothingLeft(END_LIMIT);
    }
  }

  private TestingProcess start(String output) {
    Path data = directory.resolve("data");
    return TestingProcess.start(
        directory.resolve(output), TestingPlatformParent.class, data.toString());
  }
}
