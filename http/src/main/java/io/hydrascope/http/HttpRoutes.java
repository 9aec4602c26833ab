package io.hydrascope.http;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What a server answers: a path is served with one method. */
public final class HttpRoutes {
  private final Map<String, Endpoint> routes = new LinkedHashMap<>(); // by path

  private record Endpoint(String method, Function<HttpCall, CompletionStage<HttpReply>> answer) {}

  /** The answer is at hand: the function must not wait. */
  public HttpRoutes get(String path, Function<HttpCall, HttpReply> answer) {
    return add(path, "GET", call -> CompletableFuture.completedFuture(answer.apply(call)));
  }

  /**
   * The answer may come later; no thread waits for it.
   *
   * @param answer must not wait itself
   */
  public HttpRoutes post(String path, Function<HttpCall, CompletionStage<HttpReply>> answer) {
    return add(path, "POST", answer);
  }

  private HttpRoutes add(
      String path, String method, Function<HttpCall, CompletionStage<HttpReply>> answer) {
    if (routes.putIfAbsent(path, new Endpoint(method, answer)) != null) {
      throw new IllegalArgumentException("path=%s is served already".formatted(path));
    }
    return this;
  }

  CompletionStage<HttpReply> answer(HttpCall call) {
    Endpoint route = routes.get(call.path());
    if (route == null) {
      String reason = "there is no %s: ask for %s".formatted(call.path(), served());
      return CompletableFuture.completedFuture(HttpReply.error(404, reason));
    }
    if (!route.method().equals(call.method())) {
      String reason =
          "%s takes no %s: send %s".formatted(call.path(), call.method(), route.method());
      return CompletableFuture.completedFuture(
          HttpReply.error(405, reason).withHeader("Allow", route.method()));
    }
    return route.answer().apply(call);
  }

  private String served() {
    return routes.entrySet().stream()
        .map(each -> each.getValue().method() + " " + each.getKey())
        .collect(Collectors.joining(", "));
  }
}
