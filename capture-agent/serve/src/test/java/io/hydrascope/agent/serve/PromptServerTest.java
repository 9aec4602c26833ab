package io.hydrascope.agent.serve;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.hydrascope.agent.engine.EngineException;
import io.hydrascope.agent.engine.TestingEngine;
import io.hydrascope.agent.exportrun.ExportRunner;
import io.hydrascope.agent.prompt.BadPromptException;
import io.hydrascope.agent.prompt.PromptLine;
import io.hydrascope.agent.publish.CapturePublisher;
import io.hydrascope.agent.publish.PublisherOptions;
import io.hydrascope.agent.spool.Spool;
import io.hydrascope.agent.sweep.Sweep;
import io.hydrascope.agent.sweep.VectorPolicy;
import io.hydrascope.agent.sweep.VectorSampler;
import io.hydrascope.schemas.Ablation;
import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.schemas.CapturePlan;
import io.hydrascope.schemas.ResidualBasis;
import io.hydrascope.schemas.Scope;
import io.hydrascope.schemas.Target;
import io.hydrascope.schemas.VectorPrecision;
import io.hydrascope.schemas.capture.CaptureSource;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** In front of the export of a small model whose graph accepts 32 positions; Kafka is away. */
@Timeout(120)
class PromptServerTest {
  private static final Path EXPORT =
      Path.of("../model/src/test/resources/exports/gpt2_dynamo/model.onnx");
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final PublisherOptions NOBODY =
      new PublisherOptions("127.0.0.1:1", 1L << 20, Duration.ofMillis(200));
  private static final int PLACES = 2;
  private static final String PROMPT = "{\"tokens\": [1, 2, 3]}";

  @TempDir Path folder;

  private final HttpClient http = HttpClient.newHttpClient();
  private final AgentMetrics metrics = new AgentMetrics();
  private final Intake intake = new Intake(PLACES);
  private ExportRunner model;
  private Spool spool;
  private CapturePublisher publisher;
  private CaptureLoop loop;
  private PromptServer server;

  @BeforeEach
  void start() throws IOException {
    model = ExportRunner.load(EXPORT, TestingEngine.options());
    spool = Spool.open(folder, 64L << 20);
    publisher = CapturePublisher.spooled(NOBODY, spool);
    loop = loop();
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    server = PromptServer.start(any, new PromptLine(Optional.empty()), intake, loop, metrics);
  }

  @AfterEach
  void end() {
    server.close();
    publisher.close();
    model.close();
  }

  @Test
  void post_promptThatFits_isAnsweredOnceItsRowsAreSafe() throws Exception {
    Thread running = run();
    HttpResponse<String> answer = post("k", PROMPT).get();
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.body()).contains("\"prompt_id\":\"k\"", "\"rows\":");
    assertThat(spool.usedBytes()).isPositive();
    assertThat(post("k", PROMPT).get().body()).isEqualTo(answer.body());
    assertThat(metrics.promptsCaptured()).isEqualTo(1);
    end(running);
  }

  /** Only the engine can tell, so the loop does. */
  @Test
  void post_longerThanTheGraphAccepts_isABadPrompt() throws Exception {
    String tooLong = "{\"tokens\": [%s1]}".formatted("1, ".repeat(32));
    CompletableFuture<HttpResponse<String>> asked = post("k", tooLong);
    PendingPrompt pending = awaitPending();
    assertThat(pending.prompt().tokens()).hasSize(33);
    pending.answer().completeExceptionally(new BadPromptException("of this test"));
    assertError(asked.get(), 400, "of this test");
    Thread running = run();
    assertError(
        post("k", tooLong).get(), 400, "tokens=33, this export's graph accepts 32: shorten");
    assertThat(metrics.promptsRefused()).isEqualTo(1);
    assertThat(post("k", PROMPT).get().statusCode()).isEqualTo(200);
    end(running);
  }

  @Test
  void post_badPrompt_isRefusedBeforeTheLoop() throws Exception {
    assertError(post("", PROMPT).get(), 400, "Idempotency-Key is needed: ");
    assertError(post("k", "{\"tokens\": [40]}").get(), 400, "outside the vocabulary, 0 to 39");
    assertError(post("k", "{\"tokens\": [").get(), 400, "not readable JSON");
    assertError(post("k", "x".repeat((1 << 20) + 1)).get(), 413, "send a smaller one");
    assertThat(intake.isEmpty()).isTrue();
    assertThat(metrics.promptsRefused()).isEqualTo(3);
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

  private CaptureLoop loop() {
    ResidualBasis basis = model.modelInfo().basis();
    CapturePlan plan =
        new CapturePlan(
            Ablation.ZERO,
            Scope.ALL_POSITIONS,
            Target.ARGMAX,
            basis.units(List.of(AblationUnit.Kind.HEAD)),
            "last",
            "");
    Sweep sweep = Sweep.zero(model, plan);
    CaptureSource source = new CaptureSource("m", "r", model.modelInfo().contentSha256(), "run");
    DetailPolicy detail = DetailPolicy.parse("full");
    VectorPolicy none =
        new VectorPolicy(
            0, 0, List.of("residual"), List.of(VectorPolicy.INTACT), VectorPrecision.F32);
    return new CaptureLoop(
        new CaptureLoop.Parts(
            new SweepEngine(
                sweep, new VectorSampler(source, plan, sweep, basis, none), new EngineTurns()),
            plan,
            detail.rowBytes(basis),
            new DetailedBatches(source, plan, basis, detail),
            new IntactReruns(sweep::runIntact),
            publisher,
            spool),
        intake,
        metrics,
        prompt -> {},
        Clock.systemUTC());
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
