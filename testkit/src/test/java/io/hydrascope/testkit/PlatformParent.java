package io.hydrascope.testkit;

import io.hydrascope.embedded.EmbeddedPlatform;
import io.hydrascope.embedded.PlatformSettings;
import io.hydrascope.embedded.StartProgress;
import java.nio.file.Path;

/** A program that owns the whole platform: closes it on SIGTERM and SIGINT, cannot on SIGKILL. */
final class PlatformParent {
  private PlatformParent() {}

  public static void main(String[] arguments) throws InterruptedException {
    EmbeddedPlatform platform =
        EmbeddedPlatform.start(PlatformSettings.in(Path.of(arguments[0])), StartProgress.silent());
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  platform.close();
                  System.out.println("closed");
                }));
    System.out.println("ready");
    Thread.currentThread().join();
  }
}
