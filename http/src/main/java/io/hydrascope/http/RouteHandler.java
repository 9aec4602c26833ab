package io.hydrascope.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpField;
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

  RouteHandler(HttpLimits limits, HttpRoutes routes, JsonErrors errors) {
    this.limits = limits;
    this.routes = routes;
    this.errors = errors;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    CompletableFuture<HttpReply> answer =
        BodyReader.read(request, limits.bodyBytes())
            .orTimeout(limits.body().toMillis(), TimeUnit.MILLISECONDS)
            .thenCompose(body -> routes.answer(call(request, body)));
    // Who completes a late answer has other work than to send it.
    Executor sender = answer.isDone() ? Runnable::run : getServer().getThreadPool();
    CompletableFuture<HttpReply> unused =
        answer.whenCompleteAsync(
            (reply, error) ->
                send(response, callback, reply == null ? failure(request, error) : reply),
            sender);
    return true;
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
