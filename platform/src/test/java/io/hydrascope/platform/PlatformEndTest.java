package io.hydrascope.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlatformEndTest {
  private static final Duration SHORT = Duration.ofMillis(1);

  @TempDir Path folder;

  @Test
  void await_timeIsOver_namesNoPart() throws Exception {
    assertThat(PlatformEnd.await(Optional::empty, SHORT, SHORT)).isEmpty();
  }

  @Test
  void await_partEnds_saysWhich() throws Exception {
    Iterator<Optional<String>> looks =
        List.of(Optional.<String>empty(), Optional.of("kafka ended")).iterator();
    assertThat(PlatformEnd.await(looks::next, Duration.ofDays(1), SHORT)).hasValue("kafka ended");
  }

  @Test
  void endpointsFile_processExits_isGone() throws Exception {
    PlatformDirectory directory = PlatformDirectory.create(folder);
    directory.write(
        new PlatformDirectory.Endpoints(
            ProcessHandle.current().pid(),
            PlatformDirectory.startedMillis(ProcessHandle.current()),
            "127.0.0.1:1",
            "http://127.0.0.1:2",
            null,
            null,
            "http://127.0.0.1:3",
            "reader",
            "r",
            "owner",
            "o",
            null));
    assertThat(directory.running()).isPresent();
    new EndpointsAtExit(directory).run();
    assertThat(Files.exists(folder.resolve("endpoints.json"))).isFalse();
    assertThat(directory.running()).isEmpty();
  }
}
