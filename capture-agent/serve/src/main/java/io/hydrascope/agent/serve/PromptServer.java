package io.hydrascope.agent.serve;

import io.hydrascope.agent.engine.EngineException;
import io.hydrascope.agent.prompt.BadPromptException;
import io.hydrascope.agent.prompt.Prompt;
import io.hydrascope.agent.prompt.PromptLine;
import io.hydrascope.http.HttpCall;
import io.hydrascope.http.HttpLimits;
import io.hydrascope.http.HttpReply;
import io.hydrascope.http.HttpRoutes;
import io.hydrascope.http.WebServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The agent's HTTP interface.
 *
 * <pre>
 * POST /v1/prompts   a prompt as JSON, named by the header Idempotency-Key
 *      200  captured, and the rows cannot be lost      400  bad prompt, with the reason
 *      413  too large        422  the key was used for another prompt
 *      429  as many prompts as the agent takes are waiting      503  the spool is full
 *      500  the engine failed on this prompt
 * GET /health   200, or 503 while nothing gets to Kafka
 * GET /ready    200 while prompts are taken
 * GET /metrics  Prometheus
 * </pre>
 */
public final class PromptServer implements AutoCloseable {
  private static final int SECONDS_UNTIL_A_PLACE = 1;
  private static final int SECONDS_UNTIL_ROOM = 5;
  private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]{1,200}");

  private final PromptLine line;
  private final Intake intake;
  private final CaptureLoop loop;
  private final AgentMetrics metrics;
  private final KeyedAnswers answers = new KeyedAnswers();
  private final WebServer server;

  private PromptServer(
      InetSocketAddress address,
      PromptLine line,
      Intake intake,
      CaptureLoop loop,
      AgentMetrics metrics)
      throws IOException {
    this.line = line;
    this.intake = intake;
    this.loop = loop;
    this.metrics = metrics;
    HttpRoutes routes =
        new HttpRoutes()
            .post("/v1/prompts", this::ask)
            .get("/health", call -> health())
            .get("/ready", call -> ready())
            .get(
                "/metrics",
                call -> HttpReply.text(200, "text/plain; version=0.0.4", metrics.text()));
    server = WebServer.start(address, HttpLimits.standard(), routes);
  }

  /**
   * @param address where to listen; port 0 for a free one
   */
  public static PromptServer start(
      InetSocketAddress address,
      PromptLine line,
      Intake intake,
      CaptureLoop loop,
      AgentMetrics metrics)
      throws IOException {
    return new PromptServer(address, line, intake, loop, metrics);
  }

  private CompletableFuture<HttpReply> ask(HttpCall call) {
    String key = call.header("Idempotency-Key").orElse("");
    if (!KEY.matcher(key).matches()) {
      return refuse(
          400,
          "header Idempotency-Key is needed: 1 to 200 visible ASCII characters, the prompt's id");
    }
    try {
      String text =
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(call.body())).toString();
      Prompt prompt = line.parse(text, key);
      loop.requireFits(prompt);
      return ask(key, text, prompt);
    } catch (CharacterCodingException e) {
      return refuse(400, "the body is not UTF-8 text: send JSON in UTF-8");
    } catch (BadPromptException e) {
      return refuse(400, String.valueOf(e.getMessage()));
    }
  }

  private CompletableFuture<HttpReply> ask(String key, String body, Prompt prompt) {
    boolean full = !loop.hasRoom(prompt);
    Optional<KeyedAnswers.Kept> found =
        answers.find(key, body, () -> full ? Optional.empty() : intake.offer(prompt));
    if (found.isEmpty()) {
      metrics.turnedAway();
      return CompletableFuture.completedFuture(full ? spoolIsFull() : tooManyWait());
    }
    KeyedAnswers.Kept kept = found.get();
    if (!kept.isOf(body)) {
      return refuse(
          422,
          "Idempotency-Key %s was used for another prompt: choose a key of its own".formatted(key));
    }
    return kept.answer()
        .handle(
            (answer, error) -> {
              if (error != null) {
                answers.forget(key, kept);
                return failure(error);
              }
              return HttpReply.json(200, fields(answer));
            });
  }

  private static HttpReply failure(Throwable error) {
    Throwable cause = error instanceof CompletionException ? error.getCause() : error;
    return HttpReply.error(cause instanceof EngineException ? 500 : 400, reason(cause));
  }

  private static String reason(@Nullable Throwable error) {
    return error == null ? "no capture" : String.valueOf(error.getMessage());
  }

  private static Map<String, Object> fields(PendingPrompt.Answer answer) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("prompt_id", answer.promptId());
    fields.put("capture_id", answer.captureId());
    fields.put("rows", answer.rows());
    return fields;
  }

  private CompletableFuture<HttpReply> refuse(int status, String reason) {
    metrics.refused();
    return CompletableFuture.completedFuture(HttpReply.error(status, reason));
  }

  /**
   * What is captured is safe in the spool, but somebody has to know that it does not get further.
   */
  private HttpReply health() {
    return loop.trouble()
        .map(reason -> HttpReply.error(503, reason))
        .orElseGet(() -> HttpReply.json(200, healthy()));
  }

  private Map<String, Object> healthy() {
    double offset = metrics.clockOffsetSeconds();
    return Double.isNaN(offset)
        ? Map.of("status", "ok")
        : Map.of("status", "ok", "clock_offset_seconds", offset);
  }

  private HttpReply ready() {
    return loop.hasRoom() ? HttpReply.json(200, Map.of("status", "ready")) : spoolIsFull();
  }

  private static HttpReply spoolIsFull() {
    return later(503, "the spool is full until Kafka takes more", SECONDS_UNTIL_ROOM);
  }

  private HttpReply tooManyWait() {
    String reason = "%d prompts are waiting, which is all that may".formatted(intake.capacity());
    return later(429, reason, SECONDS_UNTIL_A_PLACE);
  }

  private static HttpReply later(int status, String reason, int seconds) {
    return HttpReply.error(status, "%s: ask again in %d s".formatted(reason, seconds))
        .withHeader("Retry-After", Integer.toString(seconds));
  }

  public InetSocketAddress address() {
    return server.address();
  }

  @Override
  public void close() {
    server.close();
  }
}
