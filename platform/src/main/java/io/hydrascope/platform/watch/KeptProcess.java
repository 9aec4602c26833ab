package io.hydrascope.platform.watch;

import io.hydrascope.embedded.PartProcess;

/** A process of the platform that is started again when it has ended. */
record KeptProcess(PartProcess process) implements Restartable {
  @Override
  public String name() {
    return process.name();
  }

  @Override
  public boolean isAlive() {
    return process.isAlive();
  }

  @Override
  public String end() {
    return process.end();
  }

  @Override
  public String where() {
    return process.log().toString();
  }

  /** One that did not become ready is ended, so that the next try finds its address free. */
  @Override
  public void start() {
    try {
      process.restart();
    } catch (RuntimeException e) {
      process.kill();
      throw e;
    }
  }
}
