package io.hydrascope.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.hydrascope.embedded.StartProgress.State;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EmbeddedPlatformIT {
  @Test
  void start_allParts_areReadyAndEndWithClose(@TempDir Path directory) {
    Set<Part> ready = EnumSet.noneOf(Part.class);
    Set<Part> stopped = EnumSet.noneOf(Part.class);
    StartProgress progress =
        (part, state, elapsed) -> {
          System.out.printf("%s %s %.1f s%n", part, state, elapsed.toMillis() / 1e3);
          if (state == State.READY) {
            ready.add(part);
          } else if (state == State.STOPPED) {
            stopped.add(part);
          }
        };
    List<ProcessHandle> children;
    try (EmbeddedPlatform platform =
        EmbeddedPlatform.start(PlatformSettings.in(directory), progress)) {
      assertThat(ready).containsExactlyInAnyOrder(Part.values());
      children =
          Stream.of(platform.kafka(), platform.clickHouse(), platform.flink())
              .map(EmbeddedPart::pids)
              .flatMap(List::stream)
              .map(pid -> ProcessHandle.of(pid).orElseThrow())
              .toList();
      assertThat(children).hasSize(4).allMatch(ProcessHandle::isAlive);
    }
    assertThat(stopped).containsExactlyInAnyOrder(Part.values());
    assertThat(children).noneMatch(ProcessHandle::isAlive);
  }
}
