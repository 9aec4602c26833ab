package io.hydrascope.alerting.routing;

import io.hydrascope.alerting.message.AlertMessage;
import io.hydrascope.alerting.rules.Route;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Somebody outside who is told of alerts. */
public sealed interface Receiver permits AlertmanagerReceiver, WebhookReceiver {
  /**
   * Returns once they are taken. All are of one pair of revisions.
   *
   * @throws DeliveryException if they were not; some may have been
   */
  void deliver(List<AlertChange> changes) throws DeliveryException, InterruptedException;

  /** Tells again what is firing, to a receiver that would forget it. */
  void remind(Collection<AlertMessage> firing) throws DeliveryException, InterruptedException;

  /** Sends something that is no alert. */
  void test() throws DeliveryException, InterruptedException;

  /**
   * @param environment variables, for secrets
   * @throws IllegalArgumentException if a secret is not there
   */
  static Receiver of(Route route, Map<String, String> environment, Clock clock) {
    HttpPost http = new HttpPost();
    if (route instanceof Route.Webhook webhook) {
      String secret = environment.getOrDefault(webhook.secretVariable(), "");
      return new WebhookReceiver(
          webhook, new Signature(webhook.secretVariable(), secret), http, clock);
    }
    return new AlertmanagerReceiver((Route.Alertmanager) route, http, clock);
  }
}
