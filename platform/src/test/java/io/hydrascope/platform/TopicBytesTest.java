package io.hydrascope.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hydrascope.schemas.Topics;
import io.hydrascope.schemas.text.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TopicBytesTest {
  private static final List<String> ENDING =
      List.of(Topics.CAPTURES, Topics.VECTORS, Topics.PROMPTS, Topics.DEAD_LETTERS, Topics.CONTROL);

  @TempDir private Path folder;

  @Test
  void settings_allTopics_takeTheTotal() {
    TopicBytes bytes = new TopicBytes(100L << 30);
    long all =
        ENDING.stream().mapToLong(topic -> 3 * Long.parseLong(retention(bytes, topic, 3))).sum();

    assertThat(all).isBetween((100L << 30) - 1_000, 100L << 30);
  }

  @Test
  void settings_smallTotal_segmentsAreSmallEnoughToBeDeleted() {
    TopicBytes bytes = new TopicBytes(1L << 30);
    long partition = Long.parseLong(retention(bytes, Topics.CAPTURES, 2));
    long segment = Long.parseLong(bytes.settings(Topics.CAPTURES, 2).get("segment.bytes"));

    assertThat(segment).isBetween((long) Topics.MAX_MESSAGE_BYTES, partition / 8);
  }

  @Test
  void settings_alerts_areCompactedAndHaveNone() {
    assertThat(new TopicBytes(1L << 30).settings(Topics.ALERTS, 1)).isEmpty();
  }

  @Test
  void new_tooLittle_namesTheLeast() {
    assertThatThrownBy(() -> new TopicBytes(1_000))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("1000 bytes")
        .hasMessageContaining("--topic-bytes 512m or more");
  }

  @Test
  void ofDisk_folderThatIsMissing_isAShareOfTheDisk() throws IOException {
    long free = Files.getFileStore(folder).getUsableSpace();
    long found = TopicBytes.ofDisk(folder.resolve("a/b/kafka")).total();

    assertThat(found)
        .isBetween(Math.max(TopicBytes.LEAST, free / 5), Math.max(TopicBytes.LEAST, free / 3));
  }

  private static String retention(TopicBytes bytes, String topic, int partitions) {
    return String.valueOf(bytes.settings(topic, partitions).get("retention.bytes"));
  }
}
