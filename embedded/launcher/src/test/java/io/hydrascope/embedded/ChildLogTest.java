package io.hydrascope.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildLogTest {
  @TempDir private Path folder;

  @Test
  void reason_outOfMemory_saysWhichOptionHelps() throws IOException {
    assertThat(reason("Terminating due to java.lang.OutOfMemoryError: Java heap space"))
        .isEqualTo("out of memory; give more with --memory");
  }

  @Test
  void reason_optionOfTheJvmInTheLog_isNoReason() throws IOException {
    String timeout = "java.util.concurrent.TimeoutException: timed out after 10000 ms";

    assertThat(reason("INFO   -XX:+ExitOnOutOfMemoryError\nCaused by: " + timeout))
        .contains(timeout);
  }

  private String reason(String log) throws IOException {
    return ChildLog.reason(Files.writeString(folder.resolve("child.log"), log));
  }
}
