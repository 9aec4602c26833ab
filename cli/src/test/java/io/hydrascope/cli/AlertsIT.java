package io.hydrascope.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.hydrascope.agent.progress.Progress;
import io.hydrascope.platform.PlatformDirectory;
import io.hydrascope.platform.ReadAccess;
import io.hydrascope.testkit.Await;
import io.hydrascope.testkit.TestingProcess;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a new revision's first answer to the alert, and from a person's answer back to the job. */
class AlertsIT {
  private static final Path MODELS = Path.of(System.getProperty("hydrascope.home"), "models");
  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final int PROMPTS = 60;
  private static final List<String> REVISIONS = List.of("base", "fine-tuned");
  private static final List<String> COMPONENTS = List.of("L2.mlp_out", "L0.attn_out");
  private static final String RULES =
      """
      rules:
        - name: repair
          base: base
          severity: page
          notify: [on-call]
          paused: %s
      routes:
        - name: on-call
          alertmanager: http://127.0.0.1:%d
      """;

  @TempDir Path folder;
  private final List<String> told = new CopyOnWriteArrayList<>();

  private record Ended(int exitCode, String out, String err) {}

  @Test
  void alerts_ofANewRevision_reachThePersonAndThePersonTheJob() throws Exception {
    HttpServer receiver = receiver();
    int port = receiver.getAddress().getPort();
    Files.createDirectory(folder.resolve("data"));
    Path rules = folder.resolve("data/alerts.yaml");
    Files.writeString(rules, RULES.formatted(false, port));
    try (TestingProcess platform =
        TestingProcess.start(folder.resolve("up.txt"), Hydrascope.class, "up", "--data", data())) {
      Await.until(LIMIT, () -> isUp() || !platform.isRunning(), platform::output);
      assertThat(isUp()).as(platform.output()).isTrue();
      assertThat(run("alerts", "list", "--data", data()).out()).contains("no alert is open");
      for (String revision : REVISIONS) {
        ask(revision);
      }
      JsonNode alert = awaitAlert();
      awaitEffects();
      assertEvidence(alert);
      assertReceiverWasTold(alert);
      acknowledge(alert.path("alert_id").asText());
      assertThat(run("alerts", "test", "--data", data()))
          .satisfies(ended -> assertThat(ended.exitCode()).isZero())
          .satisfies(ended -> assertThat(ended.out()).contains("ok     (kafka)", "ok     on-call"));
      assertNamesCanBeCompared();
      receiver.stop(0);
      pauseWhileTheReceiverIsAway(platform, rules, port);
    } finally {
      receiver.stop(0);
    }
  }

  /** Alertmanager's side of its API: takes everything. */
  private HttpServer receiver() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/api/v2/alerts", this::take);
    server.start();
    return server;
  }

  private void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      told.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
      exchange.sendResponseHeaders(200, -1);
    }
  }

  private boolean isUp() {
    return Files.exists(folder.resolve("data/endpoints.json"));
  }

  private String data() {
    return folder.resolve("data").toString();
  }

  private void ask(String revision) throws IOException {
    Path prompts = folder.resolve("prompts.jsonl");
    List<String> lines = Files.readAllLines(MODELS.resolve("prompts/probe.jsonl"));
    Files.write(prompts, lines.subList(0, PROMPTS));
    Ended ended =
        run(
            "agent",
            "--quiet",
            "--model",
            MODELS.resolve(revision).toString(),
            "--prompts",
            prompts.toString(),
            "--components",
            String.join(",", COMPONENTS),
            "--target",
            "next",
            "--data",
            data());
    assertThat(ended.exitCode()).as(ended.err()).isZero();
  }

  private JsonNode awaitAlert() {
    Await.until(
        LIMIT, () -> list().stream().anyMatch(AlertsIT::isAlert), () -> "an alert in " + list());
    return list().stream().filter(AlertsIT::isAlert).findFirst().orElseThrow();
  }

  /** Another job stores them, with checkpoints of its own. */
  private void awaitEffects() {
    String stored = "SELECT toInt64(uniqExact(revision, prompt_id, component)) AS n FROM effects";
    int asked = REVISIONS.size() * PROMPTS * COMPONENTS.size();
    Await.until(
        LIMIT,
        () -> sql(stored).get(0).path("n").asInt() == asked,
        () -> asked + " effects in " + sql(stored));
  }

  private static boolean isAlert(JsonNode row) {
    return row.path("state").asText().equals("ALERT");
  }

  private List<JsonNode> list(String... options) {
    List<String> words = new ArrayList<>(List.of("alerts", "list", "--json", "--data", data()));
    words.addAll(List.of(options));
    Ended ended = run(words.toArray(String[]::new));
    assertThat(ended.exitCode()).as(ended.err()).isZero();
    return ended.out().lines().map(TestingSweep::json).toList();
  }

  private void assertEvidence(JsonNode alert) {
    assertThat(alert.path("base_revision").asText()).isEqualTo("base");
    assertThat(alert.path("revision").asText()).isEqualTo("fine-tuned");
    assertThat(alert.path("severity").asText()).isEqualTo("page");
    assertThat(alert.path("e_value").asDouble()).isGreaterThan(1 / 0.05);
    JsonNode evidence = alert.path("evidence");
    List<String> top = new ArrayList<>();
    evidence.path("top_prompts").forEach(each -> top.add(each.path("prompt_id").asText()));
    assertThat(top).isNotEmpty().allMatch(id -> id.startsWith("probe-"));
    List<JsonNode> rows = sql(evidence.path("sql").asText());
    assertThat(rows).isNotEmpty();
    assertThat(rows.stream().map(row -> row.path("prompt_id").asText()).distinct())
        .containsExactlyInAnyOrderElementsOf(top);
    assertThat(rows.stream().map(row -> row.path("revision").asText()).distinct())
        .containsExactlyInAnyOrder("base", "fine-tuned");
  }

  private List<JsonNode> sql(String statement) {
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    try (ReadAccess reader =
        ReadAccess.of(new PlatformDirectory(folder.resolve("data")), Progress.silent())) {
      reader.run(statement, "JSONEachRow", answer);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return answer.toString(StandardCharsets.UTF_8).lines().map(TestingSweep::json).toList();
  }

  private void assertReceiverWasTold(JsonNode alert) {
    Await.until(LIMIT, () -> !told.isEmpty(), () -> "the receiver is told");
    assertThat(told.get(0)).contains(alert.path("alert_id").asText(), "repair", "fine-tuned");
  }

  private void acknowledge(String id) {
    Ended ended =
        run(
            "alerts",
            "ack",
            id.substring(0, 8),
            "--by",
            "ann",
            "--note",
            "seen it",
            "--data",
            data());
    assertThat(ended.exitCode()).as(ended.err()).isZero();
    assertThat(ended.out()).contains("acknowledged repair of fine-tuned by ann");
    Await.until(
        LIMIT,
        () -> run("alerts", "list", "--data", data()).out().contains("seen by ann seen it"),
        () -> list().toString());
    Ended unknown = run("alerts", "ack", "nonsense", "--data", data());
    assertThat(unknown.exitCode()).isEqualTo(2);
    assertThat(unknown.err()).contains("alert nonsense is not open; open are: " + id);
  }

  private void assertNamesCanBeCompared() {
    Ended ended =
        run(
            "compare",
            "base",
            "fine-tuned",
            "--data",
            data(),
            "--quiet",
            "--components",
            "L2.mlp_out",
            "--measures",
            "self_repair",
            "--json");
    assertThat(ended.exitCode()).as(ended.err()).isEqualTo(3);
    assertThat(TestingSweep.json(ended.out()).path("prompts").asInt()).isEqualTo(PROMPTS);
  }

  private void pauseWhileTheReceiverIsAway(TestingProcess platform, Path rules, int port)
      throws IOException {
    Ended failed = run("alerts", "test", "--data", data());
    assertThat(failed.exitCode()).isEqualTo(1);
    assertThat(failed.out()).contains("ok     (kafka)", "FAILED on-call");

    Files.writeString(rules, "rules:\n  - name: repair\n    severty: page\n");
    Ended refused = run("alerts", "apply", rules.toString(), "--data", data());
    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.err()).contains("severty", "severity");

    Files.writeString(rules, RULES.formatted(true, port));
    Ended checked = run("alerts", "apply", rules.toString(), "--check", "--json");
    assertThat(checked.exitCode()).as(checked.err()).isZero();
    assertThat(checked.out()).contains("\"applied\":false");
    assertThat(run("alerts", "apply", rules.toString(), "--data", data()).out())
        .contains("applied 1 rules: repair");
    Await.until(
        LIMIT,
        () -> list("--all").get(0).path("state").asText().equals("PAUSED"),
        () -> list("--all").toString());
    assertThat(run("alerts", "list", "--data", data()).out()).contains("PAUSED", "is paused");
    platform.awaitOutput("route on-call: ", LIMIT);
  }

  private static Ended run(String... words) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exitCode =
        Hydrascope.commandLine()
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(words);
    return new Ended(exitCode, out.toString(), err.toString());
  }
}
