package io.hydrascope.platform.watch;

/** Something that may end by itself and can be started again. */
public interface Restartable {
  String name();

  boolean isAlive();

  /** How it ended; asked only then. */
  String end();

  /** Where to read more, for a person. */
  String where();

  /**
   * Returns when it runs again.
   *
   * @throws Exception saying why it does not
   */
  void start() throws Exception;
}
