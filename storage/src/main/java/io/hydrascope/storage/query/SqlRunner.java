package io.hydrascope.storage.query;

import io.hydrascope.storage.ClickHouseEndpoint;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Hands a person's query to ClickHouse and its answer back, as bytes, unseen. Thread-safe. */
public final class SqlRunner {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

  private final ClickHouseEndpoint endpoint;
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(CONNECT_TIMEOUT).build();

  public SqlRunner(ClickHouseEndpoint endpoint) {
    this.endpoint = endpoint;
  }

  /**
   * Writes the answer while it arrives. After an exception {@code out} may hold a part of it.
   *
   * @param sql one statement that changes nothing: the server refuses any other
   * @param format any output format of ClickHouse, unless the statement names one itself
   * @throws QueryException with ClickHouse's reason, or that of the network
   * @throws IOException if {@code out} fails
   */
  public void run(String sql, String format, OutputStream out) throws IOException {
    HttpResponse<InputStream> response = send(request(sql, format));
    try (InputStream body = response.body()) {
      if (response.statusCode() != 200) {
        throw new QueryException(new String(body.readAllBytes(), StandardCharsets.UTF_8), null);
      }
      String tag = response.headers().firstValue("X-ClickHouse-Exception-Tag").orElse("");
      copy(body, out, new AnswerTail(tag));
    }
    out.flush();
  }

  private HttpRequest request(String sql, String format) {
    String query =
        "?database=%s&default_format=%s&readonly=1"
            .formatted(
                URLEncoder.encode(endpoint.database(), StandardCharsets.UTF_8),
                URLEncoder.encode(format, StandardCharsets.UTF_8));
    return HttpRequest.newBuilder(URI.create(endpoint.url()).resolve("/" + query))
        .header("X-ClickHouse-User", endpoint.user())
        .header("X-ClickHouse-Key", endpoint.password())
        .POST(HttpRequest.BodyPublishers.ofString(sql))
        .build();
  }

  private HttpResponse<InputStream> send(HttpRequest request) {
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofInputStream());
    } catch (IOException e) {
      throw new QueryException(endpoint + " does not answer: " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new QueryException("interrupted while waiting for " + endpoint, e);
    }
  }

  private static void copy(InputStream body, OutputStream out, AnswerTail tail) throws IOException {
    byte[] buffer = new byte[1 << 16];
    int length;
    while ((length = read(body, buffer, tail)) >= 0) {
      tail.add(buffer, length);
      out.write(buffer, 0, length);
    }
    tail.requireComplete(null);
  }

  private static int read(InputStream body, byte[] buffer, AnswerTail tail) {
    try {
      return body.read(buffer);
    } catch (IOException e) {
      tail.requireComplete(e);
      throw new QueryException("the answer broke off: " + e, e);
    }
  }
}
