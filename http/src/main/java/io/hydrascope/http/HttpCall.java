package io.hydrascope.http;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A request that kept the limits, with its whole body.
 *
 * @param path decoded, without the query
 * @param query as it was sent; empty without one
 * @param headers the first value of each; names in any case
 */
public record HttpCall(
    String method, String path, String query, Map<String, String> headers, byte[] body) {
  public HttpCall {
    TreeMap<String, String> anyCase = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    headers.forEach(anyCase::putIfAbsent);
    headers = anyCase;
  }

  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name));
  }
}
