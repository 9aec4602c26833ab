package io.hydrascope.storage.query;

import io.hydrascope.storage.ClickHouseEndpoint;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URL;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Hands a person's query to ClickHouse and its answer back, as bytes, unseen. Thread-safe.
 *
 * <p>An answer that fails is broken off by the server after its reason. {@code java.net.http}
 * throws away what has arrived by then; this older client hands all of it out first.
 */
public final class SqlRunner {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

  private final ClickHouseEndpoint endpoint;

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
    HttpURLConnection connection = send(sql, format);
    try (InputStream body = body(connection)) {
      String tag = connection.getHeaderField("X-ClickHouse-Exception-Tag");
      copy(body, out, new AnswerTail(tag == null ? "" : tag));
    }
    out.flush();
  }

  private HttpURLConnection send(String sql, String format) {
    byte[] statement = sql.getBytes(StandardCharsets.UTF_8);
    try {
      HttpURLConnection connection = (HttpURLConnection) address(format).openConnection();
      connection.setConnectTimeout((int) CONNECT_TIMEOUT.toMillis());
      connection.setRequestMethod("POST");
      connection.setDoOutput(true);
      connection.setFixedLengthStreamingMode(statement.length);
      connection.setRequestProperty("X-ClickHouse-User", endpoint.user());
      connection.setRequestProperty("X-ClickHouse-Key", endpoint.password());
      try (OutputStream request = connection.getOutputStream()) {
        request.write(statement);
      }
      return connection;
    } catch (IOException e) {
      throw new QueryException(endpoint + " does not answer: " + e, e);
    }
  }

  private URL address(String format) throws IOException {
    String query =
        "/?database=%s&default_format=%s&readonly=1"
            .formatted(
                URLEncoder.encode(endpoint.database(), StandardCharsets.UTF_8),
                URLEncoder.encode(format, StandardCharsets.UTF_8));
    return URI.create(endpoint.url()).resolve(query).toURL();
  }

  private InputStream body(HttpURLConnection connection) {
    try {
      if (connection.getResponseCode() == HttpURLConnection.HTTP_OK) {
        return connection.getInputStream();
      }
      try (InputStream error = connection.getErrorStream()) {
        String reason =
            error == null ? "" : new String(error.readAllBytes(), StandardCharsets.UTF_8);
        throw new QueryException(
            reason.isBlank() ? "HTTP " + connection.getResponseCode() : reason, null);
      }
    } catch (IOException e) {
      throw new QueryException(endpoint + " does not answer: " + e, e);
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
