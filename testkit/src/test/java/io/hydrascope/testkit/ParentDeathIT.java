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
    try (ProcessHarness killed = start("killed.txt");
        ProcessHarness interrupted = startAfterKilling(killed)) {
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
  private ProcessHarness startAfterKilling(ProcessHarness killed) {
    killed.awaitOutput("platform ready", START_LIMIT);
    assertThat(killed.descendants()).hasSize(CHILDREN);
    killed.killHard();
    return start("interrupted.txt");
  }

  static Stream<Named<Consumer<ProcessHarness>>> deaths() {
    return Stream.of(
        Named.of("SIGKILL", ProcessHarness::killHard),
        Named.of("SIGTERM", ProcessHarness::terminate),
        Named.of("SIGINT", ProcessHarness::interrupt));
  }

  @ParameterizedTest
  @MethodSource("deaths")
  void end_whileStarting_leavesNothing(Consumer<ProcessHarness> death) {
    try (ProcessHarness parent = start("output.txt")) {
      parent.awaitDescendants(CHILDREN, START_LIMIT);
      death.accept(parent);
      parent.assertNothingLeft(END_LIMIT);
    }
  }

  private ProcessHarness start(String output) {
    Path data = directory.resolve("data");
    return ProcessHarness.start(directory.resolve(output), PlatformParent.class, data.toString());
  }
}
