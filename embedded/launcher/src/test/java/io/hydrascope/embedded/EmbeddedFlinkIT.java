package io.hydrascope.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EmbeddedFlinkIT {
  private static final int LOOKS = 10; // of 2 s at most

  @Test
  void cluster_afterKills_comesBackWithItsSlots(@TempDir Path directory) {
    FlinkSettings settings = FlinkSettings.in(directory).withTaskManagers(1, 2);
    try (EmbeddedFlink flink = EmbeddedFlink.start(settings)) {
      assertThat(overview(flink)).contains("\"taskmanagers\":1", "\"slots-total\":2");

      flink.killTaskManager(flink.taskManagers().get(0));
      String replacement = flink.startTaskManager();
      flink.awaitTaskManagers();
      assertThat(flink.taskManagers()).containsExactly(replacement);
      assertThat(overview(flink)).contains("\"taskmanagers\":1", "\"slots-total\":2");

      flink.killJobManager();
      flink.startJobManager();
      flink.awaitTaskManagers();
      assertThat(overview(flink)).contains("\"taskmanagers\":1", "\"slots-total\":2");
    }
  }

  @Test
  void cluster_stateOnDisk_liesInTheDataDirectoryWhileItRuns(@TempDir Path directory)
      throws IOException {
    FlinkSettings settings =
        FlinkSettings.in(directory).withTaskManagers(1, 2).withStateMegabytes(64);
    try (EmbeddedFlink flink = EmbeddedFlink.start(settings)) {
      assertThat(answer(flink, "/jobmanager/config"))
          .contains(
              "{\"key\":\"state.backend.type\",\"value\":\"rocksdb\"}",
              "{\"key\":\"execution.checkpointing.incremental\",\"value\":\"true\"}",
              "{\"key\":\"state.backend.rocksdb.memory.fixed-per-tm\",\"value\":\"64m\"}",
              "{\"key\":\"state.backend.rocksdb.memory.partitioned-index-filters\",\"value\":\"true\"}",
              "{\"key\":\"io.tmp.dirs\",\"value\":\"%s\"}"
                  .formatted(directory.toRealPath().resolve("tmp")));
      assertThat(directory.resolve("tmp")).isNotEmptyDirectory();
    }
    assertThat(directory.resolve("tmp")).doesNotExist();
  }

  private static String overview(EmbeddedFlink flink) {
    return answer(flink, "/overview");
  }

  private static String answer(EmbeddedFlink flink, String path) {
    return Stream.generate(() -> HttpProbe.get(flink.access(), path))
        .limit(LOOKS)
        .flatMap(Optional::stream)
        .findFirst()
        .orElseThrow();
  }
}
