package io.hydrascope.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The parts end with the program that started them, however it ends. */
final class ParentDeathIT {
  private static final int CHILDREN = 4;
  private static final Duration START_LIMIT = Duration.ofSeconds(90);
  private static final Duration END_LIMIT = Duration.ofSeconds(20);

  @TempDir private Path directory;

  @Test
  void sigkill_whileRunning_leavesNothingAndTheDataCanBeOpenedAgain() {
    try (ProcessHarness parent = start("first.txt")) {
      parent.awaitOutput("ready", START_LIMIT);
      assertThat(parent.descendants()).hasSize(CHILDREN);
      parent.killHard();
      // At once, while the children of the first are still on their way out.
      try (ProcessHarness next = start("second.txt")) {
        next.awaitOutput("ready", START_LIMIT);
        parent.assertNothingLeft(Duration.ZERO);
        next.interrupt();
        next.assertNothingLeft(END_LIMIT);
        assertThat(next.output()).contains("closed");
      }
    }
  }

  @Test
  void sigkill_whileStarting_leavesNothing() {
    try (ProcessHarness parent = start("output.txt")) {
      parent.awaitDescendants(CHILDREN, START_LIMIT);
      parent.killHard();
      parent.assertNothingLeft(END_LIMIT);
    }
  }

  @Test
  void sigterm_whileRunning_closesEverything() {
    try (ProcessHarness parent = start("output.txt")) {
      parent.awaitOutput("ready", START_LIMIT);
      parent.terminate();
      parent.assertNothingLeft(END_LIMIT);
      assertThat(parent.output()).contains("closed");
    }
  }

  private ProcessHarness start(String output) {
    Path data = directory.resolve("data");
    return ProcessHarness.start(directory.resolve(output), PlatformParent.class, data.toString());
  }
}
