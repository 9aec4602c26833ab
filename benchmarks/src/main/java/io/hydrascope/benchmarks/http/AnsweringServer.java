package io.hydrascope.benchmarks.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.hydrascope.http.HttpLimits;
import io.hydrascope.http.HttpReply;
import io.hydrascope.http.HttpRoutes;
import io.hydrascope.http.WebServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;

/**
 * A process of its own with one server that answers {@code GET /health} and {@code POST /echo}: the
 * JDK's reads its settings once a process. Prints its port and ends with its standard input.
 */
final class AnsweringServer {
  /** As many as the agent gave the JDK's server: 64 prompts and 16 beside them. */
  private static final int JDK_THREADS = 80;

  private static final Map<String, String> OK = Map.of("status", "ok");

  private AnsweringServer() {}

  public static void main(String[] args) throws IOException {
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    System.out.println(args[0].equals("jdk") ? jdk(any) : ours(any));
    while (System.in.read() >= 0) {
      // Nobody writes: this returns when the parent ends.
    }
    System.exit(0);
  }

  private static int ours(InetSocketAddress any) throws IOException {
    HttpRoutes routes =
        new HttpRoutes()
            .get("/health", call -> HttpReply.json(200, OK))
            .post("/echo", call -> CompletableFuture.completedFuture(echo(call.body())));
    return WebServer.start(any, HttpLimits.standard(), routes).address().getPort();
  }

  private static HttpReply echo(byte[] body) {
    return HttpReply.text(200, "text/plain", new String(body, StandardCharsets.UTF_8));
  }

  private static int jdk(InetSocketAddress any) throws IOException {
    HttpServer server = HttpServer.create(any, 0);
    server.createContext("/health", exchange -> send(exchange, HttpReply.json(200, OK)));
    server.createContext(
        "/echo", exchange -> send(exchange, echo(exchange.getRequestBody().readAllBytes())));
    server.setExecutor(Executors.newFixedThreadPool(JDK_THREADS));
    server.start();
    return server.getAddress().getPort();
  }

  private static void send(HttpExchange exchange, HttpReply reply) throws IOException {
    try (exchange) {
      byte[] bytes = reply.body().getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", reply.contentType());
      exchange.sendResponseHeaders(reply.status(), bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }
}
