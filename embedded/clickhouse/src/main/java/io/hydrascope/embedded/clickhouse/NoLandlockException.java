package io.hydrascope.embedded.clickhouse;

/** Nothing can be taken from a thread here; the message says why. */
final class NoLandlockException extends Exception {
  private static final long serialVersionUID = 1;

  NoLandlockException(String message) {
    super(message);
  }
}
