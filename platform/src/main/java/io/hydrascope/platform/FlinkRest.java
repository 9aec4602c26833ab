package io.hydrascope.platform;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.hydrascope.embedded.FlinkAccess;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** A Flink cluster's REST interface; the answers are JSON. */
record FlinkRest(FlinkAccess flink) {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int TIMEOUT_MILLIS = 10_000;

  JsonNode get(String path) throws IOException {
    return answer(flink.open(path, TIMEOUT_MILLIS));
  }

  JsonNode post(String path, Map<String, Object> body) throws IOException {
    HttpURLConnection connection = flink.open(path, TIMEOUT_MILLIS);
    connection.setRequestMethod("POST");
    connection.setRequestProperty("Content-Type", "application/json");
    connection.setDoOutput(true);
    try (OutputStream out = connection.getOutputStream()) {
      JSON.writeValue(out, body);
    }
    return answer(connection);
  }

  private static JsonNode answer(HttpURLConnection connection) throws IOException {
    if (connection.getResponseCode() >= HttpURLConnection.HTTP_BAD_REQUEST) {
      try (InputStream error = connection.getErrorStream()) {
        String reason =
            error == null ? "" : new String(error.readAllBytes(), StandardCharsets.UTF_8);
        throw new IOException(
            "%s answered %d %s"
                .formatted(connection.getURL(), connection.getResponseCode(), reason));
      }
    }
    try (InputStream answer = connection.getInputStream()) {
      return JSON.readTree(answer);
    }
  }
}
