package io.hydrascope.alerting.topic;

import io.hydrascope.alerting.routing.Receiver;
import io.hydrascope.alerting.rules.Route;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Tells the receivers of all routes what the topic of alerts says, until closed. */
public final class Notifier implements AutoCloseable {
  private static final long LONGEST_END_MILLIS = 15_000;

  private final List<RouteLoop> loops = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();

  private Notifier() {}

  /**
   * @param kafka bootstrap servers
   * @param environment variables, for the secrets of webhooks
   * @throws IllegalArgumentException if a secret is missing
   */
  public static Notifier start(String kafka, List<Route> routes, Map<String, String> environment) {
    Notifier notifier = new Notifier();
    Clock clock = Clock.systemUTC();
    for (Route route : routes) {
      Receiver receiver = Receiver.of(route, environment, clock);
      notifier.loops.add(new RouteLoop(route, receiver, kafka, clock));
    }
    for (int i = 0; i < routes.size(); i++) {
      Thread thread = new Thread(notifier.loops.get(i), "alerts-" + routes.get(i).name());
      thread.setDaemon(true);
      thread.start();
      notifier.threads.add(thread);
    }
    return notifier;
  }

  /** Ends within one request to a receiver; what was not delivered is at the next start. */
  @Override
  public void close() {
    loops.forEach(RouteLoop::close);
    for (Thread thread : threads) {
      try {
        thread.join(LONGEST_END_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
