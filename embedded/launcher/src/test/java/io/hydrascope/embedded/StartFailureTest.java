package io.hydrascope.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StartFailureTest {
  @TempDir private Path directory;

  @Test
  void start_portInUse_namesThePort() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      assertFails(() -> EmbeddedKafka.start(KafkaSettings.in(directory).withPort(port)))
          .hasMessageContaining("kafka cannot start: port " + port);
      assertFails(
              () -> EmbeddedClickHouse.start(ClickHouseSettings.in(directory).withHttpPort(port)))
          .hasMessageContaining("clickhouse cannot start: port " + port);
      assertFails(() -> EmbeddedFlink.start(FlinkSettings.in(directory).withRestPort(port)))
          .hasMessageContaining("flink cannot start: port " + port);
    }
  }

  @Test
  void start_onePartFails_namesItAndStopsTheOthers() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      PlatformSettings free = PlatformSettings.in(directory);
      KafkaSettings blocked = free.kafka().withPort(taken.getLocalPort());
      PlatformSettings settings = new PlatformSettings(blocked, free.clickHouse(), free.flink());
      assertFails(() -> EmbeddedPlatform.start(settings, StartProgress.silent()))
          .hasMessageContaining("kafka cannot start");
      assertThat(ProcessHandle.current().children()).isEmpty();
    }
  }

  @Test
  void start_directoryIsAFile_saysWhatToDo() throws IOException {
    Path file = Files.createFile(directory.resolve("occupied"));
    assertFails(() -> EmbeddedKafka.start(KafkaSettings.in(file)))
        .hasMessageContaining(file.toString())
        .hasMessageContaining("choose another with --data");
  }

  @Test
  void start_moreMemoryThanThereIs_namesBothNumbers() {
    KafkaSettings huge = KafkaSettings.in(directory).withHeapMegabytes(1 << 30);
    assertFails(() -> EmbeddedKafka.start(huge))
        .hasMessageContaining("too little memory for kafka")
        .hasMessageContaining("needed=1073741952 MB");
  }

  @Test
  void start_childEnds_givesItsReasonAndLog() throws IOException {
    Files.createDirectories(directory.resolve("log"));
    Files.writeString(directory.resolve("log").resolve("meta.properties"), "version=99\n");
    assertFails(() -> EmbeddedKafka.start(KafkaSettings.in(directory)))
        .hasMessageContaining("kafka ended with exit code")
        .hasMessageContaining(directory.toRealPath().resolve("kafka.log").toString());
  }

  private static AbstractThrowableAssert<?, ? extends Throwable> assertFails(
      ThrowingCallable start) {
    return assertThatThrownBy(start)
        .isInstanceOf(EmbeddedException.class)
        .hasMessageMatching("[^\\n]+");
  }
}
