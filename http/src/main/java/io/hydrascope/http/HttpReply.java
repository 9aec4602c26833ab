package io.hydrascope.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a request is answered with.
 *
 * @param headers beside the type and the length of the body
 */
public record HttpReply(int status, String contentType, String body, Map<String, String> headers) {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  public HttpReply {
    headers = Map.copyOf(headers);
  }

  public static HttpReply text(int status, String contentType, String body) {
    return new HttpReply(status, contentType, body, Map.of());
  }

  public static HttpReply json(int status, Map<String, ?> fields) {
    return text(status, "application/json", write(fields));
  }

  /**
   * {@code {"error": "…"}}.
   *
   * @param reason what is wrong, and what to do next
   */
  public static HttpReply error(int status, String reason) {
    return json(status, Map.of("error", reason));
  }

  public HttpReply withHeader(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new HttpReply(status, contentType, body, more);
  }

  private static String write(Map<String, ?> fields) {
    try {
      return JSON.writeValueAsString(fields);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("texts and numbers always become JSON", e);
    }
  }
}
