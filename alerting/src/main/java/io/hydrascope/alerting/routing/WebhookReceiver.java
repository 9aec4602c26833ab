package io.hydrascope.alerting.routing;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hydrascope.alerting.message.AlertMessage;
import io.hydrascope.alerting.rules.Route;
import io.hydrascope.schemas.rows.AlertRow;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Posts every change, signed as {@link Signature} says; all of one pair of revisions in one
 * request:
 *
 * <pre>
 * Hydrascope-Delivery: …            the same when the same changes are sent again
 * {"version": 1, "test": false, "model", "base_revision", "revision",
 *  "alerts": [{columns of the table of alerts, "firing": true}]}
 * </pre>
 */
final class WebhookReceiver implements Receiver {
  private static final int VERSION = 1;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Route.Webhook route;
  private final Signature signature;
  private final HttpPost http;
  private final Clock clock;

  WebhookReceiver(Route.Webhook route, Signature signature, HttpPost http, Clock clock) {
    this.route = route;
    this.signature = signature;
    this.http = http;
    this.clock = clock;
  }

  @Override
  public void deliver(List<AlertChange> changes) throws DeliveryException, InterruptedException {
    AlertRow first = changes.get(0).now().row();
    ObjectNode body = body(false);
    body.put("model", first.model());
    body.put("base_revision", first.baseRevision());
    body.put("revision", first.revision());
    ArrayNode alerts = body.putArray("alerts");
    for (AlertChange change : changes) {
      AlertMessage now = change.now();
      alerts.add(AlertMessage.columns(now.row()).put("firing", now.firing()));
    }
    send(body);
  }

  /** It keeps what it was told. */
  @Override
  public void remind(Collection<AlertMessage> firing) {}

  @Override
  public void test() throws DeliveryException, InterruptedException {
    ObjectNode body = body(true);
    body.putArray("alerts");
    send(body);
  }

  private static ObjectNode body(boolean isTest) {
    return JSON.createObjectNode().put("version", VERSION).put("test", isTest);
  }

  private void send(ObjectNode json) throws DeliveryException, InterruptedException {
    String body = json.toString();
    long timestamp = clock.instant().getEpochSecond();
    UUID delivery = UUID.nameUUIDFromBytes(body.getBytes(StandardCharsets.UTF_8));
    http.send(
        route.url(),
        body,
        Map.of(
            "Hydrascope-Timestamp", Long.toString(timestamp),
            "Hydrascope-Signature", signature.of(timestamp, body),
            "Hydrascope-Delivery", delivery.toString()));
  }
}
