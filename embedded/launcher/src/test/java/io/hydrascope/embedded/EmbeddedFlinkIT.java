package io.hydrascope.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EmbeddedFlinkIT {
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

  private static String overview(EmbeddedFlink flink) {
    return HttpProbe.get(flink.restUrl().resolve("/overview")).orElseThrow();
  }
}
