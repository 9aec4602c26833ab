package io.hydrascope.alerting.routing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hydrascope.alerting.message.AlertMessage;
import io.hydrascope.alerting.rules.Route;
import io.hydrascope.schemas.rows.AlertRow;
import io.hydrascope.schemas.text.Counted;
import io.hydrascope.schemas.text.IntervalText;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Alertmanager's v2 API. An alert there is its labels: rule, revisions, state. A change ends the
 * alert with the labels of before and begins one with those of now. What fires ends by itself when
 * it is not told again for a while, so that it does not outlive the platform.
 */
final class AlertmanagerReceiver implements Receiver {
  /** For so long an alert that is not told again goes on. */
  private static final Duration LIFE = Duration.ofMinutes(5);

  private static final Duration TEST_LIFE = Duration.ofMinutes(1);
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final URI alerts;
  private final String name;
  private final HttpPost http;
  private final Clock clock;

  AlertmanagerReceiver(Route.Alertmanager route, HttpPost http, Clock clock) {
    String server = route.url().toString().replaceAll("/+$", "");
    alerts = URI.create(server + "/api/v2/alerts");
    name = route.name();
    this.http = http;
    this.clock = clock;
  }

  @Override
  public void deliver(List<AlertChange> changes) throws DeliveryException, InterruptedException {
    ArrayNode body = JSON.createArrayNode();
    for (AlertChange change : changes) {
      AlertMessage before = change.before();
      boolean isSame = before != null && labels(before).equals(labels(change.now()));
      if (before != null && !(isSame && change.now().firing())) {
        body.add(ended(before, change.now()));
      }
      if (change.now().firing()) {
        body.add(firing(change.now()));
      }
    }
    if (!body.isEmpty()) {
      http.send(alerts, body.toString(), Map.of());
    }
  }

  @Override
  public void remind(Collection<AlertMessage> firing)
      throws DeliveryException, InterruptedException {
    if (firing.isEmpty()) {
      return;
    }
    ArrayNode body = JSON.createArrayNode();
    firing.forEach(message -> body.add(firing(message)));
    http.send(alerts, body.toString(), Map.of());
  }

  @Override
  public void test() throws DeliveryException, InterruptedException {
    ObjectNode alert = JSON.createObjectNode();
    alert
        .putObject("labels")
        .put("alertname", "HydrascopeTest")
        .put("severity", "info")
        .put("route", name);
    alert.putObject("annotations").put("summary", "A test of the route " + name + "; no alert");
    alert.put("endsAt", clock.instant().plus(TEST_LIFE).toString());
    http.send(alerts, JSON.createArrayNode().add(alert).toString(), Map.of());
  }

  private ObjectNode firing(AlertMessage message) {
    ObjectNode alert = alert(message, message);
    return alert.put("endsAt", clock.instant().plus(LIFE).toString());
  }

  private static ObjectNode ended(AlertMessage before, AlertMessage now) {
    return alert(before, now).put("endsAt", instant(now.row()).toString());
  }

  private static ObjectNode alert(AlertMessage identity, AlertMessage news) {
    ObjectNode alert = JSON.createObjectNode();
    alert.set("labels", labels(identity));
    alert.set("annotations", annotations(news.row()));
    return alert.put("startsAt", instant(identity.row()).toString());
  }

  private static ObjectNode labels(AlertMessage message) {
    AlertRow row = message.row();
    return JSON.createObjectNode()
        .put("alertname", row.rule())
        .put("alert_id", row.alertId())
        .put("model", row.model())
        .put("base_revision", row.baseRevision())
        .put("revision", row.revision())
        .put("state", row.state().name().toLowerCase(Locale.ROOT))
        .put("severity", row.severity());
  }

  private static ObjectNode annotations(AlertRow row) {
    JsonNode evidence = AlertMessage.evidence(row);
    ObjectNode annotations = JSON.createObjectNode();
    annotations.put("summary", summary(row));
    put(annotations, "reason", evidence.path("reason").asText());
    put(annotations, "sql", evidence.path("sql").asText());
    put(annotations, "acknowledged_by", evidence.path("acknowledged_by").asText());
    return annotations;
  }

  private static void put(ObjectNode node, String key, @Nullable String value) {
    if (value != null && !value.isEmpty()) {
      node.put(key, value);
    }
  }

  private static String summary(AlertRow row) {
    String subject =
        row.component().isEmpty() ? row.measure() : row.component() + " " + row.measure();
    return "%s: %s of %s against %s: %s, effect %.3f %s, e-value %.3g, n = %s"
        .formatted(
            row.state(),
            row.model(),
            row.revision(),
            row.baseRevision(),
            subject,
            row.effect(),
            IntervalText.of(row.effectLow(), row.effectHigh()),
            row.eValue(),
            Counted.of(row.nPrompts(), "prompt"));
  }

  private static Instant instant(AlertRow row) {
    return Instant.EPOCH.plus(row.atMicros(), ChronoUnit.MICROS);
  }
}
