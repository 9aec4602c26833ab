package io.hydrascope.agent.serve;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.hydrascope.agent.engine.EngineException;
import io.hydrascope.agent.prompt.PromptLine;
import io.hydrascope.agent.spool.Spool;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class PromptServerTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final DetailPolicy FULL = DetailPolicy.parse("full");
  private static final int PLACES = 2;
  private static final String PROMPT = "{\"tokens\": [1, 2, 3]}";

  @TempDir Path folder;

  private final HttpClient http = HttpClient.newHttpClient();
  private final TestingCaptureEngine engine = new TestingCaptureEngine();
  private final AgentMetrics metrics = new AgentMetrics();
  private final Intake intake = new Intake(PLACES);
  private final TestingOutlet outlet = new TestingOutlet();
  private Spool spool;
  private CaptureLoop loop;
  private PromptServer server;

  @BeforeEach
  void start() throws IOException {
    spool = Spool.open(folder, 4L << 20);
    loop = loop();
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    server = PromptServer.start(any, new PromptLine(Optional.empty()), intake, loop, metrics);
  }

  @AfterEach
  void end() throws IOException {
    server.close();
    spool.close();
  }

  @Test
  void post_promptThatFits_isAnsweredAndAgainWithoutAnotherCapture() throws Exception {
    Thread running = run();
    HttpResponse<String> answer = post("k", PROMPT).get();
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.body())
        .isEqualTo("{\"prompt_id\":\"k\",\"capture_id\":\"capture-k\",\"rows\":9}");
    assertThat(post("k", PROMPT).get().body()).isEqualTo(answer.body());
    end(running);
    assertThat(engine.ran).containsExactly("k");
  }

  /** Only running the model tells, so the loop finds it. */
  @Test
  void post_promptThatOnlyTheModelRefuses_isABadPrompt() throws Exception {
    engine.refusedByTheModel.add("k");
    Thread running = run();
    assertError(post("k", PROMPT).get(), 400, "prompt k: the graph accepts 32");
    end(running);
    assertThat(engine.threads).containsExactly(running);
    assertThat(metrics.promptsRefused()).isEqualTo(1);
  }

  @Test
  void post_badPrompt_isRefusedBeforeTheLoop() throws Exception {
    engine.refused.add("refused");
    assertError(post("", PROMPT).get(), 400, "Idempotency-Key is needed: ");
    assertError(post("refused", PROMPT).get(), 400, "prompt refused is too long");
    assertError(post("k", "{\"tokens\": [").get(), 400, "not readable JSON");
    assertError(post("k", "x".repeat((1 << 20) + 1)).get(), 413, "send a smaller one");
    assertThat(intake.isEmpty()).isTrue();
    assertThat(metrics.promptsRefused()).isEqualTo(3);
  }

  /** What a prompt may not hold is found at the border: behind it, it would end the loop. */
  @Test
  void post_textOrNamesThatNothingCanKeep_areRefusedAndTheNextIsCaptured() throws Exception {
    Thread running = run();
    String half = "\\ud800";
    for (String bad :
        List.of(
            "{\"id\": \"" + half + "\", \"tokens\": [1]}",
            "{\"group\": \"" + half + "\", \"tokens\": [1]}",
            "{\"segment\": {\"" + half + "\": \"a\"}, \"tokens\": [1]}",
            "{\"segment\": {\"task\": \"a" + half + "b\"}, \"tokens\": [1]}",
            "{\"donors\": [\"" + half + "\"], \"tokens\": [1]}")) {
      assertError(post("k", bad).get(), 400, "half of a surrogate pair");
    }
    assertError(
        post("k", "{\"id\": \"" + "i".repeat(500_000) + "\", \"tokens\": [1]}").get(),
        400,
        "500,000, the most is 512");
    String keys =
        IntStream.range(0, 20_000)
            .mapToObj(key -> "\"k%d\": \"\"".formatted(key))
            .collect(Collectors.joining(","));
    assertError(
        post("k", "{\"segment\": {" + keys + "}, \"tokens\": [1]}").get(),
        400,
        "segments: 20,000, the most is 16");
    assertThat(post("k", PROMPT).get().statusCode()).isEqualTo(200);
    end(running);
    assertThat(engine.ran).containsExactly("k");
  }

  @Test
  void post_keyOfAnotherPrompt_isRefused() throws Exception {
    CompletableFuture<HttpResponse<String>> first = post("k", PROMPT);
    PendingPrompt pending = awaitPending();
    assertError(post("k", "{\"tokens\": [1]}").get(), 422, "choose a key of its own");
    pending.answer().complete(new PendingPrompt.Answer("k", "capture", 7));
    assertThat(first.get().body())
        .isEqualTo("{\"prompt_id\":\"k\",\"capture_id\":\"capture\",\"rows\":7}");
  }

  @Test
  void post_everyPlaceIsTaken_isTurnedAwayWithATime() throws Exception {
    for (int i = 0; i < PLACES; i++) {
      CompletableFuture<?> unused = post("k" + i, PROMPT);
      PendingPrompt pending = awaitPending();
      assertThat(pending.answer()).isNotDone();
    }
    HttpResponse<String> turnedAway = post("one-more", PROMPT).get();
    assertError(turnedAway, 429, "2 prompts are waiting, which is all that may: ask again in 1 s");
    assertThat(turnedAway.headers().firstValue("Retry-After")).contains("1");
    assertThat(get("/health").statusCode()).isEqualTo(200);
  }

  @Test
  void post_engineFails_is500AndTheKeyMayBeUsedAgain() throws Exception {
    CompletableFuture<HttpResponse<String>> first = post("k", PROMPT);
    awaitPending().answer().completeExceptionally(new EngineException("device lost"));
    assertError(first.get(), 500, "device lost");
    CompletableFuture<HttpResponse<String>> second = post("k", "{\"tokens\": [4]}");
    awaitPending().answer().complete(new PendingPrompt.Answer("k", "capture", 7));
    assertThat(second.get().statusCode()).isEqualTo(200);
  }

  @Test
  void get_statusPages_answer() throws Exception {
    assertThat(get("/health").body()).isEqualTo("{\"status\":\"ok\"}");
    assertThat(get("/ready").body()).isEqualTo("{\"status\":\"ready\"}");
    assertThat(get("/metrics").body()).contains("hydrascope_agent_prompts_captured_total 0\n");
    assertError(get("/"), 404, "there is no /: ask for POST /v1/prompts, GET /health");
  }

  @Test
  void post_spoolIsFull_isTurnedAwayWithATime() throws Exception {
    spool.append(new byte[(4 << 20) - (1 << 20)]);
    HttpResponse<String> turnedAway = post("k", PROMPT).get();
    assertError(turnedAway, 503, "the spool is full until Kafka takes more: ask again in 5 s");
    assertThat(turnedAway.headers().firstValue("Retry-After")).contains("5");
    assertError(get("/ready"), 503, "the spool is full");
    assertError(get("/health"), 503, "the spool is full until Kafka takes more");
  }

  @Test
  void health_nothingGetsToKafka_is503UntilItDoes() throws Exception {
    outlet.trouble = Optional.of("Kafka at kafka:9092 has taken nothing for 20 s");
    assertError(get("/health"), 503, "Kafka at kafka:9092 has taken nothing for 20 s");
    assertThat(get("/ready").statusCode()).isEqualTo(200);
    outlet.trouble = Optional.empty();
    assertThat(get("/health").statusCode()).isEqualTo(200);
  }

  private CaptureLoop loop() {
    return new CaptureLoop(
        new CaptureLoop.Parts(
            engine,
            TestingCaptureEngine.PLAN,
            FULL.rowBytes(TestingCaptureEngine.BASIS),
            new DetailedBatches(
                TestingCaptureEngine.SOURCE,
                TestingCaptureEngine.PLAN,
                TestingCaptureEngine.BASIS,
                FULL),
            new IntactReruns(0, engine::runIntact),
            outlet,
            spool),
        intake,
        metrics,
        prompt -> {},
        new TestingClock());
  }

  private Thread run() {
    Thread running = new Thread(loop, "loop");
    running.start();
    return running;
  }

  private void end(Thread running) throws InterruptedException {
    intake.stop();
    running.join();
  }

  private PendingPrompt awaitPending() throws InterruptedException {
    return intake.next(PATIENCE).orElseThrow();
  }

  private CompletableFuture<HttpResponse<String>> post(String key, String body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(at("/v1/prompts")).POST(HttpRequest.BodyPublishers.ofString(body));
    if (!key.isEmpty()) {
      request.header("Idempotency-Key", key);
    }
    return http.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> get(String path) throws Exception {
    return http.send(
        HttpRequest.newBuilder(at(path)).build(), HttpResponse.BodyHandlers.ofString());
  }

  private URI at(String path) {
    return URI.create("http://127.0.0.1:" + server.address().getPort() + path);
  }

  private static void assertError(HttpResponse<String> answer, int status, String reason)
      throws IOException {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
    assertThat(JsonMapper.builder().build().readTree(answer.body()).get("error").asText())
        .contains(reason);
  }
}
