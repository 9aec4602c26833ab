package io.hydrascope.alerting.topic;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.hydrascope.alerting.TestingAlerts;
import io.hydrascope.alerting.message.AlertMessage;
import io.hydrascope.alerting.rules.Route;
import io.hydrascope.embedded.Part;
import io.hydrascope.schemas.Topics;
import io.hydrascope.schemas.rows.AlertState;
import io.hydrascope.testkit.Await;
import io.hydrascope.testkit.TestingPlatform;
import io.hydrascope.testkit.TestingProcess;
import io.hydrascope.testkit.TestingTool;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** From a real topic to real receivers. Each test has routes of its own. */
@SuppressWarnings("try") // a notifier works by being open
class NotifierIT {
  @RegisterExtension static final TestingPlatform PLATFORM = TestingPlatform.with(Part.KAFKA);

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String SECRET = "a secret of the test";

  /** When each test began, a minute ago: Alertmanager lets what is older end. */
  private final long now = Instant.now().toEpochMilli() * 1_000 - 60_000_000;

  @TempDir Path folder;

  @BeforeAll
  static void createTopic() throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka()))) {
      NewTopic topic = new NewTopic(Topics.ALERTS, Optional.of(1), Optional.empty());
      admin.createTopics(List.of(topic)).all().get();
    }
  }

  @Test
  void alertmanager_alertsOfAPairAndTheirEnd_areShownGroupedAndResolved() throws Exception {
    try (TestingAlertmanager alertmanager = TestingAlertmanager.start(folder);
        Notifier notifier =
            Notifier.start(
                kafka(), List.of(new Route.Alertmanager("am", alertmanager.url())), Map.of())) {
      send(TestingAlerts.change("repair", "tuned", AlertState.ALERT, now, "am"));
      send(TestingAlerts.change("damage", "tuned", AlertState.ALERT, now, "am"));
      awaitAlerts(alertmanager, "repair", "damage");
      JsonNode alert = alertmanager.show("/alerts?filter=alertname=repair").get(0);
      assertThat(alert.get("labels").get("state").asText()).isEqualTo("alert");
      assertThat(alert.get("labels").get("severity").asText()).isEqualTo("critical");
      assertThat(alert.get("annotations").get("sql").asText()).isEqualTo("SELECT 1");
      awaitOneGroup(alertmanager, 2);

      send(TestingAlerts.change("repair", "tuned", AlertState.WARNING, now + 1, "am"));
      send(TestingAlerts.change("damage", "tuned", AlertState.OK, now + 2, "am"));
      awaitAlerts(alertmanager, "repair");
      assertThat(TestingAlertmanager.labels(alertmanager.show("/alerts"), "state"))
          .containsOnly("warning");
      send(TestingAlerts.change("repair", "tuned", AlertState.OK, now + 3, "am"));
      awaitAlerts(alertmanager);
    }
  }

  /** It groups what it has taken a little later. */
  private static void awaitOneGroup(TestingAlertmanager alertmanager, int alerts) {
    Await.until(
        LIMIT,
        () -> {
          JsonNode groups = alertmanager.show("/alerts/groups");
          return groups.size() == 1 && groups.get(0).get("alerts").size() == alerts;
        },
        () -> alerts + " alerts in one group of " + alertmanager.show("/alerts/groups"));
  }

  private static void awaitAlerts(TestingAlertmanager alertmanager, String... names) {
    Await.until(
        LIMIT,
        () ->
            TestingAlertmanager.labels(alertmanager.show("/alerts?active=true"), "alertname")
                .stream()
                .sorted()
                .toList()
                .equals(java.util.stream.Stream.of(names).sorted().toList()),
        () -> List.of(names) + " in " + alertmanager.show("/alerts"));
  }

  @Test
  void webhook_changesOfAPair_areOneRequestThatPythonCanVerify() throws Exception {
    send(TestingAlerts.change("a", "r1", AlertState.ALERT, now, "signed"));
    send(TestingAlerts.change("b", "r1", AlertState.ALERT, now, "signed"));
    try (TestingHook hook = new TestingHook();
        Notifier notifier = start("signed", hook)) {
      awaitRequests(hook, 1);
      TestingHook.Request request = hook.requests().get(0);
      JsonNode body = JSON.readTree(request.body());
      assertThat(body.get("revision").asText()).isEqualTo("r1");
      assertThat(body.get("alerts").size()).isEqualTo(2);
      assertThat(body.get("alerts").get(0).get("firing").asBoolean()).isTrue();
      assertThat(request.signature()).isEqualTo("v1=" + python(request));
    }
  }

  /** A second implementation of the scheme, as a receiver would write it. */
  private static String python(TestingHook.Request request) throws Exception {
    Process process =
        new ProcessBuilder(
                TestingTool.require("python3", "python3").toString(),
                "-c",
                "import hashlib, hmac, sys; print(hmac.new(sys.argv[1].encode(),"
                    + " (sys.argv[2] + '.').encode() + sys.stdin.buffer.read(), hashlib.sha256).hexdigest())",
                SECRET,
                request.timestamp())
            .start();
    try (var in = process.getOutputStream()) {
      in.write(request.body().getBytes(StandardCharsets.UTF_8));
    }
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
  }

  @Test
  void webhook_receiverFailsAndAnotherDoesNot_isToldOnceItIsBack() throws Exception {
    try (TestingHook broken = new TestingHook();
        TestingHook sound = new TestingHook();
        Notifier first = start("broken", broken);
        Notifier second = start("sound", sound)) {
      broken.answer(503);
      send(TestingAlerts.change("c", "r2", AlertState.ALERT, now, "broken", "sound"));
      send(TestingAlerts.change("c", "r2", AlertState.OK, now + 1, "broken", "sound"));
      Await.until(
          LIMIT,
          () -> last(sound).contains("\"state\":\"OK\"") && broken.requests().size() >= 2,
          () -> "the sound receiver has all, the broken one was tried again");
      broken.answer(204);
      Await.until(LIMIT, () -> last(broken).contains("\"state\":\"OK\""), () -> last(broken));
      assertThat(broken.requests().get(0).delivery())
          .isEqualTo(broken.requests().get(1).delivery());
    }
  }

  @Test
  void webhook_refusedForGood_isSkippedAndTheNextArrives() throws Exception {
    try (TestingHook hook = new TestingHook()) {
      hook.answer(400);
      try (Notifier notifier = start("picky", hook)) {
        send(TestingAlerts.change("d", "r3", AlertState.ALERT, now, "picky"));
        awaitRequests(hook, 1);
        hook.answer(204);
        send(TestingAlerts.change("d", "r3", AlertState.OK, now + 1, "picky"));
        Await.until(LIMIT, () -> last(hook).contains("\"state\":\"OK\""), () -> last(hook));
      }
    }
  }

  @Test
  void notifier_killedHardBeforeDelivery_deliversAfterwardsAndNotAgain() throws Exception {
    try (TestingHook refusing = new TestingHook();
        TestingProcess killed = harness(refusing, "first")) {
      killed.awaitOutput("running", LIMIT);
      refusing.answer(503);
      send(TestingAlerts.change("e", "r4", AlertState.ALERT, now, "hook"));
      awaitRequests(refusing, 1);
      killed.killHard();
    }
    // Another one, which no last word of the killed notifier can reach.
    try (TestingHook hook = new TestingHook()) {
      try (Notifier notifier = start("hook", hook)) {
        awaitRequests(hook, 1);
        assertThat(last(hook)).contains("\"revision\":\"r4\"");
      }
      int delivered = hook.requests().size();
      try (Notifier notifier = start("hook", hook)) {
        send(TestingAlerts.change("e", "r4", AlertState.OK, now + 1, "hook"));
        awaitRequests(hook, delivered + 1);
        assertThat(last(hook)).contains("\"state\":\"OK\"").doesNotContain("\"state\":\"ALERT\"");
      }
    }
  }

  private TestingProcess harness(TestingHook hook, String name) {
    return TestingProcess.start(
        folder.resolve(name + ".txt"),
        TestingNotifier.class,
        kafka(),
        hook.url().toString(),
        SECRET);
  }

  private static Notifier start(String route, TestingHook hook) {
    Route webhook = new Route.Webhook(route, hook.url(), "SECRET");
    return Notifier.start(kafka(), List.of(webhook), Map.of("SECRET", SECRET));
  }

  private static void awaitRequests(TestingHook hook, int count) {
    Await.until(
        LIMIT,
        () -> hook.requests().size() >= count,
        () -> count + " requests; had " + hook.requests());
  }

  private static String last(TestingHook hook) {
    List<TestingHook.Request> all = hook.requests();
    return all.isEmpty() ? "" : all.get(all.size() - 1).body();
  }

  private static void send(AlertMessage message) throws Exception {
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", kafka()), new StringSerializer(), new StringSerializer())) {
      producer
          .send(new ProducerRecord<>(Topics.ALERTS, message.row().alertId(), message.json()))
          .get();
    }
  }

  private static String kafka() {
    return PLATFORM.kafka().bootstrapServers();
  }
}
