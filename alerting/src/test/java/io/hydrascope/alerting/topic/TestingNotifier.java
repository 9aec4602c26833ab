package io.hydrascope.alerting.topic;

import io.hydrascope.alerting.rules.Route;
import java.net.URI;
import java.util.List;
import java.util.Map;

/** A notifier as a process that can be killed: Kafka, the hook's address and its secret. */
final class TestingNotifier {
  private TestingNotifier() {}

  @SuppressWarnings("try") // it works by being open
  public static void main(String[] arguments) throws InterruptedException {
    Route hook = new Route.Webhook("hook", URI.create(arguments[1]), "SECRET");
    try (Notifier notifier =
        Notifier.start(arguments[0], List.of(hook), Map.of("SECRET", arguments[2]))) {
      System.out.println("running");
      Thread.currentThread().join();
    }
  }
}
