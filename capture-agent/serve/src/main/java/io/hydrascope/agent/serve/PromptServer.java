package io.hydrascope.agent.serve;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.hydrascope.agent.engine.EngineException;
import io.hydrascope.agent.prompt.BadPromptException;
import io.hydrascope.agent.prompt.Prompt;
import io.hydrascope.agent.prompt.PromptLine;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;

/**
 * The agent's HTTP interface.
 *
 * <pre>
 * POST /v1/prompts   a prompt as JSON, named by the header Idempotency-Key
 *      200  captured, and the rows cannot be lost      400  bad prompt, with the reason
 *      413  too large        422  the key was used for another prompt
 *      429  as many prompts as the agent takes are waiting      503  the spool is full
 *      500  the engine failed on this prompt
 * GET /health   200                               GET /ready   200 while prompts are taken
 * GET /metrics  Prometheus
 * </pre>
 */
public final class PromptServer implements AutoCloseable {
  private static final int MAX_BODY_BYTES = 1 << 20;
  private static final int SECONDS_UNTIL_A_PLACE = 1;
  private static final int SECONDS_UNTIL_ROOM = 5;
  private static final int THREADS_BESIDE_PROMPTS = 16;
  private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]{1,200}");

  static {
    // Without it the JDK's server holds back the last packet of every answer but a connection's
    // first until the client acknowledges the one before: 40 ms. Read once, by its first class.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private final HttpServer server;
  private final ExecutorService threads;
  private final PromptLine line;
  private final Intake intake;
  private final CaptureLoop loop;
  private final AgentMetrics metrics;
  private final KeyedAnswers answers = new KeyedAnswers();

  interface Handler {
    HttpReply answer(HttpExchange exchange) throws IOException, InterruptedException;
  }

  private PromptServer(
      HttpServer server, PromptLine line, Intake intake, CaptureLoop loop, AgentMetrics metrics) {
    this.server = server;
    this.line = line;
    this.intake = intake;
    this.loop = loop;
    this.metrics = metrics;
    threads =
        Executors.newFixedThreadPool(
            intake.capacity() + THREADS_BESIDE_PROMPTS,
            task -> {
              Thread thread = new Thread(task, "http");
              thread.setDaemon(true);
              return thread;
            });
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
    PromptServer prompts =
        new PromptServer(HttpServer.create(address, 0), line, intake, loop, metrics);
    prompts.handle("/v1/prompts", "POST", prompts::ask);
    prompts.handle("/health", "GET", exchange -> health());
    prompts.handle("/ready", "GET", exchange -> prompts.ready());
    prompts.handle(
        "/metrics",
        "GET",
        exchange -> new HttpReply(200, "text/plain; version=0.0.4", metrics.text(), 0));
    prompts.server.setExecutor(prompts.threads);
    prompts.server.start();
    return prompts;
  }

  private void handle(String path, String method, Handler handler) {
    server.createContext(
        path,
        exchange -> {
          try (exchange) {
            reply(exchange, path, method, handler).send(exchange);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
  }

  private static HttpReply reply(HttpExchange exchange, String path, String method, Handler handler)
      throws IOException, InterruptedException {
    if (!exchange.getRequestURI().getPath().equals(path)) {
      return HttpReply.error(404, "there is no " + exchange.getRequestURI().getPath());
    }
    if (!exchange.getRequestMethod().equals(method)) {
      exchange.getResponseHeaders().set("Allow", method);
      return HttpReply.error(405, path + " takes " + method);
    }
    return handler.answer(exchange);
  }

  private HttpReply ask(HttpExchange exchange) throws IOException, InterruptedException {
    String key = exchange.getRequestHeaders().getFirst("Idempotency-Key");
    if (key == null || !KEY.matcher(key).matches()) {
      return refuse(
          400,
          "header Idempotency-Key is needed: 1 to 200 visible ASCII characters, the prompt's id");
    }
    byte[] body = exchange.getRequestBody().readNBytes(MAX_BODY_BYTES + 1);
    if (body.length > MAX_BODY_BYTES) {
      return refuse(413, "the body is larger than %d bytes".formatted(MAX_BODY_BYTES));
    }
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
      Prompt prompt = line.parse(text, key);
      loop.requireFits(prompt);
      return ask(key, text, prompt);
    } catch (CharacterCodingException e) {
      return refuse(400, "the body is not UTF-8 text");
    } catch (BadPromptException e) {
      return refuse(400, String.valueOf(e.getMessage()));
    }
  }

  private HttpReply ask(String key, String body, Prompt prompt) throws InterruptedException {
    boolean full = !loop.hasRoom(prompt);
    Optional<KeyedAnswers.Kept> kept =
        answers.find(key, body, () -> full ? Optional.empty() : intake.offer(prompt));
    if (kept.isEmpty()) {
      metrics.turnedAway();
      return full
          ? HttpReply.later(503, "the spool is full until Kafka takes more", SECONDS_UNTIL_ROOM)
          : HttpReply.later(
              429,
              "%d prompts are waiting, which is all that may".formatted(intake.capacity()),
              SECONDS_UNTIL_A_PLACE);
    }
    if (!kept.get().body().equals(body)) {
      return refuse(422, "Idempotency-Key " + key + " was used for another prompt");
    }
    try {
      return HttpReply.json(200, fields(kept.get().answer().get()));
    } catch (ExecutionException e) {
      answers.forget(key);
      return HttpReply.error(e.getCause() instanceof EngineException ? 500 : 400, reason(e));
    }
  }

  private static String reason(ExecutionException e) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    return String.valueOf(cause.getMessage());
  }

  private static Map<String, Object> fields(PendingPrompt.Answer answer) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("prompt_id", answer.promptId());
    fields.put("capture_id", answer.captureId());
    fields.put("rows", answer.rows());
    return fields;
  }

  private HttpReply refuse(int status, String reason) {
    metrics.refused();
    return HttpReply.error(status, reason);
  }

  /** The agent ends when it can make no more captures, so whoever answers is healthy. */
  private static HttpReply health() {
    return HttpReply.json(200, Map.of("status", "ok"));
  }

  private HttpReply ready() {
    return loop.hasRoom()
        ? HttpReply.json(200, Map.of("status", "ready"))
        : HttpReply.later(503, "the spool is full until Kafka takes more", SECONDS_UNTIL_ROOM);
  }

  public InetSocketAddress address() {
    return server.getAddress();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
