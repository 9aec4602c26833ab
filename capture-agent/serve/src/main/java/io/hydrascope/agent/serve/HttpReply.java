package io.hydrascope.agent.serve;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * What a request is answered with.
 *
 * @param retryAfterSeconds 0 where trying again would not help
 */
record HttpReply(int status, String contentType, String body, int retryAfterSeconds) {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  static HttpReply json(int status, Map<String, ?> fields) {
    return new HttpReply(status, "application/json", text(fields), 0);
  }

  /** The reason, as {@code {"error": "…"}}. */
  static HttpReply error(int status, String reason) {
    return json(status, Map.of("error", reason));
  }

  static HttpReply later(int status, String reason, int retryAfterSeconds) {
    String body = text(Map.of("error", reason));
    return new HttpReply(status, "application/json", body, retryAfterSeconds);
  }

  private static String text(Map<String, ?> fields) {
    try {
      return JSON.writeValueAsString(fields);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("texts and numbers always become JSON", e);
    }
  }

  void send(HttpExchange exchange) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", contentType);
    if (retryAfterSeconds > 0) {
      exchange.getResponseHeaders().set("Retry-After", Integer.toString(retryAfterSeconds));
    }
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }
}
