package io.hydrascope.jobs.streams.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ReadPlacesTest {
  private static final String TOPIC = "captures";
  private static final LogStarts NOTHING_DELETED = (topic, partition) -> 0;

  private final ReadPlaces places = new ReadPlaces();

  @Test
  void read_offsetsOneAfterTheOther_dropNothing() {
    read(0, 5, NOTHING_DELETED);
    read(0, 6, NOTHING_DELETED);
    read(1, 0, NOTHING_DELETED);

    assertThat(places.dropped()).isZero();
    assertThat(places.all())
        .containsExactly(new ReadPlace(TOPIC, 0, 7, 0), new ReadPlace(TOPIC, 1, 1, 0));
  }

  @Test
  void read_messagesDeletedBefore_countsThem() {
    read(0, 5, NOTHING_DELETED);
    read(0, 46, startingAt(46));

    assertThat(places.dropped()).isEqualTo(40);
    assertThat(places.all()).containsExactly(new ReadPlace(TOPIC, 0, 47, 40));
  }

  @Test
  void read_markOfATransactionMissing_isNoLoss() {
    read(0, 5, NOTHING_DELETED);
    read(0, 7, NOTHING_DELETED);
    read(0, 20, startingAt(10));

    assertThat(places.dropped()).isEqualTo(2);
  }

  @Test
  void read_firstMessageOfAPartition_isNoLoss() {
    read(0, 1_000, startingAt(1_000));

    assertThat(places.dropped()).isZero();
  }

  @Test
  void read_messageAgainAfterARestore_isNoLoss() {
    places.restore(List.of(new ReadPlace(TOPIC, 0, 10, 3)));
    read(0, 10, startingAt(10));

    assertThat(places.dropped()).isZero();
    assertThat(places.droppedBefore()).isEqualTo(3);
  }

  @Test
  void restore_placesOfSeveralTasks_theFurthestIsTrue() {
    places.restore(
        List.of(
            new ReadPlace(TOPIC, 0, 10, 0),
            new ReadPlace(TOPIC, 0, 30, 4),
            new ReadPlace(TOPIC, 0, 20, 1),
            new ReadPlace(TOPIC, 1, 5, 2)));
    read(0, 35, startingAt(35));

    assertThat(places.dropped()).isEqualTo(5);
    assertThat(places.droppedBefore()).isEqualTo(6);
  }

  private void read(int partition, long offset, LogStarts starts) {
    places.read(TOPIC, partition, offset, starts);
  }

  private static LogStarts startingAt(long offset) {
    return (topic, partition) -> offset;
  }
}
