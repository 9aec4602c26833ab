package io.hydrascope.platform.watch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.hydrascope.http.HttpLimits;
import io.hydrascope.http.HttpReply;
import io.hydrascope.http.HttpRoutes;
import io.hydrascope.http.WebServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.function.Supplier;

/** {@code GET /health} of a platform, on 127.0.0.1: 200 where all is well, otherwise 503. */
public final class HealthServer implements AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String HOST = "127.0.0.1";
  private static final byte[] ADDRESS = {127, 0, 0, 1};
  private static final String PATH = "/health";

  private final WebServer server;

  private HealthServer(WebServer server) {
    this.server = server;
  }

  /**
   * @param port 0 for a free one
   * @throws IOException naming the address if it is taken
   */
  public static HealthServer start(int port, Supplier<Health> health) throws IOException {
    HttpRoutes routes = new HttpRoutes().get(PATH, call -> reply(health.get()));
    return new HealthServer(
        WebServer.start(
            new InetSocketAddress(InetAddress.getByAddress(ADDRESS), port),
            HttpLimits.standard(),
            routes));
  }

  private static HttpReply reply(Health health) {
    try {
      return HttpReply.text(
          health.isOk() ? 200 : 503, "application/json", JSON.writeValueAsString(health));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("texts always become JSON", e);
    }
  }

  public int port() {
    return server.address().getPort();
  }

  public URI url() {
    return URI.create("http://%s:%d%s".formatted(HOST, port(), PATH));
  }

  @Override
  public void close() {
    server.close();
  }
}
