package io.hydrascope.cli;

import java.util.ArrayList;
import java.util.List;

/** A process one of whose threads needs more memory than there is, while its main one waits. */
final class TestingMemoryHog {
  private TestingMemoryHog() {}

  public static void main(String[] arguments) throws InterruptedException {
    EndOfMemory.watch();
    Thread hog =
        new Thread(
            () -> {
              List<byte[]> all = new ArrayList<>();
              while (all.size() < Integer.MAX_VALUE) {
                all.add(new byte[1 << 20]);
              }
            },
            "hog");
    hog.setDaemon(true);
    hog.start();
    Thread.currentThread().join();
  }
}
