package io.hydrascope.embedded;

import java.nio.file.Path;
import java.util.function.Supplier;

/**
 * A part's process, whichever child that is at the moment.
 *
 * @param child the one that was started last
 * @param start starts another one and returns when it is ready
 */
record WatchedChild(String name, Supplier<ChildProcess> child, Runnable start)
    implements PartProcess {
  @Override
  public boolean isAlive() {
    return child.get().isAlive();
  }

  @Override
  public String end() {
    return child.get().end();
  }

  @Override
  public Path log() {
    return child.get().log();
  }

  @Override
  public void restart() {
    start.run();
  }

  @Override
  public void kill() {
    child.get().kill();
  }
}
