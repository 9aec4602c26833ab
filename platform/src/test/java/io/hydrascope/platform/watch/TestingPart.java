package io.hydrascope.platform.watch;

import java.util.function.BooleanSupplier;

/** A part that dies and starts as the test says. */
final class TestingPart implements Restartable {
  private final BooleanSupplier starts;
  private boolean alive;
  private int started;

  /** Dead at first. */
  TestingPart(BooleanSupplier starts) {
    this.starts = starts;
  }

  int started() {
    return started;
  }

  @Override
  public String name() {
    return "kafka";
  }

  @Override
  public boolean isAlive() {
    return alive;
  }

  @Override
  public String end() {
    return "was killed by signal 9";
  }

  @Override
  public String where() {
    return "/data/kafka.log";
  }

  @Override
  public void start() {
    started++;
    alive = starts.getAsBoolean();
    if (!alive) {
      throw new IllegalStateException("a port is in use");
    }
  }
}
