package io.hydrascope.testkit;

import io.hydrascope.embedded.EmbeddedPlatform;
import io.hydrascope.embedded.PlatformSettings;
import java.nio.file.Path;

/**
 * A program that owns the whole platform: it closes it on SIGTERM and SIGINT, and cannot on
 * SIGKILL.
 */
final class TestingPlatformParent {
  private TestingPlatformParent() {}

  public static void main(String[] arguments) throws InterruptedException {
    EmbeddedPlatform platform =
        EmbeddedPlatform.start(
            PlatformSettings.in(Path.of(arguments[0])),
            (part, state, elapsed) ->
                System.out.printf("%s %s %.1f s%n", part, state, elapsed.toMillis() / 1e3));
    Runtime.getRuntime().addShutdownHook(new Thread(platform::close));
    System.out.println("platform ready");
    Thread.currentThread().join();
  }
}
