package io.hydrascope.http;

import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads a request whole, asks the routes and sends what they say, or why there is no answer. */
final class RouteHandler extends Handler.Abstract {
  private static final Logger LOG = LoggerFactory.getLogger(RouteHandler.class);

  private final HttpLimits limits;
  private final HttpRoutes routes;
  private final JsonErrors errors;
  private final Caller caller;
  private final OpenConnections connections;
  private final Executor workers;
  private final BodyBudget bodies;

  /**
   * @param workers work on what comes with a body; all else is answered at once
   */
  RouteHandler(
      HttpLimits limits,
      HttpRoutes routes,
      Caller caller,
      OpenConnections connections,
      Executor workers) {
    this.limits = limits;
    this.routes = routes;
    this.caller = caller;
    this.connections = connections;
    this.workers = workers;
    errors = new JsonErrors(limits);
    bodies = new BodyBudget(limits.allBodiesBytes());
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    BodyReader reader = new BodyReader(request, limits.bodyBytes(), bodies);
    CompletableFuture<HttpReply> answer =
        reader
            .read()
            .orTimeout(limits.body().toMillis(), TimeUnit.MILLISECONDS)
            .thenComposeAsync(
                body -> whole(request, body, reader),
                request.getMethod().equals("GET") ? Runnable::run : workers);
    // Who completes a late answer has other work than to send it.
    Executor sender = answer.isDone() ? Runnable::run : getServer().getThreadPool();
    CompletableFuture<HttpReply> unused =
        answer.whenCompleteAsync(
            (reply, error) -> {
              reader.release();
              send(response, callback, reply == null ? failure(request, error) : reply);
            },
            sender);
    return true;
  }

  /** From here on the client waits, not the server. */
  private CompletionStage<HttpReply> whole(Request request, byte[] body, BodyReader reader) {
    Connection connection = request.getConnectionMetaData().getConnection();
    connections.began(connection);
    try {
      HttpCall call = call(request, body);
      return caller
          .refusal(call)
          .<CompletionStage<HttpReply>>map(
              reason -> CompletableFuture.completedFuture(HttpReply.error(403, reason)))
          .orElseGet(() -> routes.answer(call))
          .whenComplete((reply, error) -> connections.ended(connection));
    } catch (RuntimeException | Error e) {
      connections.ended(connection);
      throw e;
    } finally {
      reader.release();
    }
  }

  private static HttpCall call(Request request, byte[] body) {
    Map<String, String> headers = new LinkedHashMap<>();
    for (HttpField field : request.getHeaders()) {
      headers.putIfAbsent(field.getName(), String.valueOf(field.getValue()));
    }
    String query = request.getHttpURI().getQuery();
    String path = Request.getPathInContext(request);
    return new HttpCall(request.getMethod(), path, query == null ? "" : query, headers, body);
  }

  private HttpReply failure(Request request, @Nullable Throwable failed) {
    Throwable error = failed instanceof CompletionException ? failed.getCause() : failed;
    if (error instanceof TimeoutException) {
      return errors.reply(408, null);
    }
    if (error instanceof HttpException refused) {
      return errors.reply(refused.getCode(), refused.getReason());
    }
    if (error instanceof ClosedChannelException || error instanceof EofException) {
      LOG.debug("the client of {} has gone", request.getHttpURI().getPath(), error);
      return errors.reply(400, "the connection has ended");
    }
    if (error instanceof Error fatal) {
      // Nobody else would learn of it: a pool keeps what its tasks throw.
      Thread thread = Thread.currentThread();
      thread.getUncaughtExceptionHandler().uncaughtException(thread, fatal);
    }
    LOG.error("{} {} has no answer", request.getMethod(), request.getHttpURI().getPath(), error);
    return errors.reply(500, null);
  }

  static void send(Response response, Callback callback, HttpReply reply) {
    response.setStatus(reply.status());
    reply.headers().forEach(response.getHeaders()::put);
    response.getHeaders().put("Content-Type", reply.contentType());
    byte[] bytes = reply.body().getBytes(StandardCharsets.UTF_8);
    response.getHeaders().put("Content-Length", bytes.length);
    response.write(true, ByteBuffer.wrap(bytes), callback);
  }
}
