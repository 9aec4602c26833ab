package io.hydrascope.jobs.streams.clickhouse;

import io.hydrascope.jobs.streams.LetterBox;
import io.hydrascope.schemas.deadletter.DeadLetter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Keeps letters, unless it is away. */
final class TestingLetterBox implements LetterBox {
  final List<DeadLetter> letters = new ArrayList<>();
  boolean away;
  boolean closed;

  @Override
  public void put(DeadLetter letter) throws IOException {
    if (away) {
      throw new IOException("no broker");
    }
    letters.add(letter);
  }

  @Override
  public void close() {
    closed = true;
  }
}
