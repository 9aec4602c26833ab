package io.hydrascope.agent.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SpoolTest {
  private static final long LIMIT_BYTES = 64L << 20;

  @TempDir private Path folder;

  @Test
  void take_appendedRecords_givesThemInOrder() throws Exception {
    try (Spool spool = Spool.open(folder, LIMIT_BYTES)) {
      append(spool, "a", "b", "c");
      assertThat(rest(spool)).containsExactly("a", "b", "c");
      assertThat(spool.waiting()).isEqualTo(3);
    }
  }

  @Test
  void rewind_toTheOldestUnacknowledged_givesItAgain() throws Exception {
    try (Spool spool = Spool.open(folder, LIMIT_BYTES)) {
      append(spool, "a", "b", "c");
      assertThat(rest(spool)).hasSize(3);
      spool.acknowledge(1);
      spool.rewind(1);
      assertThat(rest(spool)).containsExactly("b", "c");
    }
  }

  @Test
  void acknowledge_everything_freesAllRoom() throws Exception {
    try (Spool spool = Spool.open(folder, LIMIT_BYTES)) {
      append(spool, "a", "b");
      spool.acknowledge(2);
      assertThat(spool.usedBytes()).isZero();
      assertThat(spool.awaitEmpty(Duration.ZERO)).isTrue();
      assertThat(segments()).isEmpty();
      append(spool, "c");
      assertThat(rest(spool)).containsExactly("c");
    }
  }

  @Test
  void append_beyondTheLimit_throwsAndWritesNothing() throws Exception {
    try (Spool spool = Spool.open(folder, 1_000)) {
      spool.append(new byte[900]);
      assertThatThrownBy(() -> spool.append(new byte[100]))
          .isInstanceOf(SpoolFullException.class)
          .hasMessageContaining("at most 1000");
      assertThat(spool.awaitRoom(100, Duration.ZERO)).isFalse();
      assertThat(spool.usedBytes()).isLessThanOrEqualTo(1_000);
      spool.acknowledge(1);
      spool.append(new byte[100]);
      assertThat(spool.waiting()).isEqualTo(1);
    }
  }

  @Test
  void open_afterAProcessThatLeftRecords_givesThemAndThenItsOwn() throws Exception {
    leave("a", "b");
    try (Spool spool = Spool.open(folder, LIMIT_BYTES)) {
      assertThat(spool.recovered()).isEqualTo(2);
      assertThat(spool.unreadableBytes()).isZero();
      append(spool, "c");
      assertThat(rest(spool)).containsExactly("a", "b", "c");
    }
  }

  @Test
  void open_everyLengthOfATornTail_givesTheWholeRecords() throws Exception {
    leave("first", "second");
    Path segment = segments().get(0);
    byte[] whole = Files.readAllBytes(segment);
    int lastRecord = SegmentFile.FRAME_BYTES + "second".length();
    for (int torn = 1; torn < lastRecord; torn++) {
      Files.write(segment, Arrays.copyOf(whole, whole.length - torn));
      try (Spool spool = Spool.open(folder, LIMIT_BYTES)) {
        assertThat(spool.recovered()).as("%d bytes missing", torn).isEqualTo(1);
        assertThat(spool.unreadableBytes()).isEqualTo((long) lastRecord - torn);
        append(spool, "new");
        assertThat(rest(spool)).containsExactly("first", "new");
        spool.acknowledge(2);
      }
      assertThat(segments()).isEmpty();
      Files.write(segment, whole);
    }
  }

  @Test
  void open_bitFlipped_stopsBeforeTheRecord() throws Exception {
    leave("first", "second");
    Path segment = segments().get(0);
    byte[] bytes = Files.readAllBytes(segment);
    bytes[bytes.length - 1] ^= 1;
    Files.write(segment, bytes);
    try (Spool spool = Spool.open(folder, LIMIT_BYTES)) {
      assertThat(rest(spool)).containsExactly("first");
      assertThat(spool.unreadableBytes()).isPositive();
    }
  }

  @Test
  void open_lengthThatLies_allocatesNothing() throws Exception {
    leave("first");
    Files.write(
        segments().get(0), new byte[] {127, -1, -1, -1, 0, 0, 0, 0}, StandardOpenOption.APPEND);
    try (Spool spool = Spool.open(folder, LIMIT_BYTES)) {
      assertThat(rest(spool)).containsExactly("first");
    }
  }

  @Test
  void open_folderOfARunningAgent_saysSo() throws Exception {
    try (Spool spool = Spool.open(folder, LIMIT_BYTES)) {
      assertThat(spool.waiting()).isZero();
      assertThatThrownBy(() -> Spool.open(folder, LIMIT_BYTES))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("another agent");
    }
  }

  @Test
  void anyOrderOfCalls_losesAndReordersNothing() throws Exception {
    Random random = new Random(7);
    int next = 0;
    int delivered = 0;
    for (int process = 0; process < 20; process++) {
      try (Spool spool = Spool.open(folder, LIMIT_BYTES)) {
        long first = (long) next - spool.recovered(); // what the first record of this process is
        assertThat(first).isLessThanOrEqualTo(delivered);
        for (int step = 0; step < 50; step++) {
          if (random.nextBoolean()) {
            spool.append(record(next++, random.nextInt(300_000)));
          }
          Optional<Spool.Entry> entry = spool.take(Duration.ZERO);
          if (entry.isPresent()) {
            long number = Long.parseLong(text(entry.get()).strip());
            assertThat(number).isEqualTo(first + entry.get().number());
            if (random.nextInt(4) > 0) {
              spool.acknowledge(entry.get().number() + 1);
              delivered = (int) Math.max(delivered, number + 1);
            } else {
              spool.rewind(Math.max(0, delivered - first));
            }
          }
        }
      }
    }
    try (Spool spool = Spool.open(folder, LIMIT_BYTES)) {
      List<Integer> left = rest(spool).stream().map(text -> Integer.valueOf(text.strip())).toList();
      assertThat(left).isEqualTo(IntStream.range(next - left.size(), next).boxed().toList());
      assertThat(next - left.size()).isLessThanOrEqualTo(delivered);
    }
  }

  private static byte[] record(int number, int padding) {
    return (number + " ".repeat(padding)).getBytes(StandardCharsets.UTF_8);
  }

  private void leave(String... records) throws IOException {
    try (Spool spool = Spool.open(folder, LIMIT_BYTES)) {
      append(spool, records);
    }
  }

  private static void append(Spool spool, String... records) {
    for (String record : records) {
      spool.append(record.getBytes(StandardCharsets.UTF_8));
    }
  }

  private static List<String> rest(Spool spool) throws InterruptedException {
    List<String> all = new ArrayList<>();
    Optional<Spool.Entry> entry = spool.take(Duration.ZERO);
    while (entry.isPresent()) {
      all.add(text(entry.get()));
      entry = spool.take(Duration.ZERO);
    }
    return all;
  }

  private static String text(Spool.Entry entry) {
    return new String(entry.payload(), StandardCharsets.UTF_8);
  }

  private List<Path> segments() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".spool")).sorted().toList();
    }
  }
}
