package io.hydrascope.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Asks a server of ours whether it is there. */
final class HttpProbe {
  private static final int TIMEOUT_MILLIS = 2_000;

  private HttpProbe() {}

  /** The body of a 200 answer; empty for anything else. */
  static Optional<String> get(URI address) {
    return get(FlinkAccess.of(address), "");
  }

  /** The body of a 200 answer of Flink's REST interface; empty for anything else. */
  static Optional<String> get(FlinkAccess flink, String path) {
    HttpURLConnection connection = null;
    try {
      connection = flink.open(path, TIMEOUT_MILLIS);
      if (connection.getResponseCode() != HttpURLConnection.HTTP_OK) {
        return Optional.empty();
      }
      try (InputStream body = connection.getInputStream()) {
        return Optional.of(new String(body.readAllBytes(), StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      return Optional.empty();
    } finally {
      if (connection != null) {
        connection.disconnect();
      }
    }
  }
}
