package io.hydrascope.jobs.streams;

import io.hydrascope.schemas.deadletter.DeadLetter;
import java.io.IOException;
import java.io.Serializable;

/** Takes dead letters outside of a stream. */
public interface LetterBox extends AutoCloseable {
  /**
   * Returns once the letter is safe.
   *
   * @throws IOException if it is not known to be
   */
  void put(DeadLetter letter) throws IOException, InterruptedException;

  @Override
  void close();

  /** Opens a letter box where it is used. */
  interface Opener extends Serializable {
    LetterBox open();
  }
}
