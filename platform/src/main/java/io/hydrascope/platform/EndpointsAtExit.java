package io.hydrascope.platform;

import io.hydrascope.schemas.text.OneLine;
import java.io.IOException;

/**
 * Removes a directory's {@code endpoints.json} when the platform ends, also by Ctrl-C or another
 * signal, so that no script takes it for one that runs.
 */
final class EndpointsAtExit implements Runnable, AutoCloseable {
  private final PlatformDirectory directory;
  private final Thread atExit = new Thread(this, "endpoints-at-exit");

  EndpointsAtExit(PlatformDirectory directory) {
    this.directory = directory;
  }

  void begin() {
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  @Override
  public void run() {
    try {
      directory.forgetEndpoints();
    } catch (IOException e) {
      // A stale file names a process that is gone, so it is ignored like a missing one.
      System.err.println("hydrascope: endpoints.json stays: " + OneLine.of(e));
    }
  }

  @Override
  public void close() {
    run();
    try {
      boolean unused = Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException e) {
      // The process ends already: the hook does the same once more.
      return;
    }
  }
}
