package io.hydrascope.http;

import java.time.Duration;

/**
 * What a server grants its clients, all in one place.
 *
 * @param headerBytes of the request's line and its headers together
 * @param allBodiesBytes of the bodies of all requests together
 * @param connections open at once; for one more, the one ends that has been open for the longest
 *     without a whole request
 * @param idle how long a connection may say nothing, between requests or in the midst of one
 * @param body how long a request's body may take, however steadily it comes
 */
public record HttpLimits(
    int headerBytes,
    int bodyBytes,
    long allBodiesBytes,
    int connections,
    Duration idle,
    Duration body) {
  public HttpLimits {
    requirePositive("headerBytes", headerBytes);
    requirePositive("bodyBytes", bodyBytes);
    requirePositive("allBodiesBytes", allBodiesBytes);
    requirePositive("connections", connections);
    requirePositive("idle milliseconds", idle.toMillis());
    requirePositive("body milliseconds", body.toMillis());
  }

  /**
   * 8 KiB of headers, 1 MiB of body in 30 s, 64 MiB of bodies at once, 1,000 connections that are
   * silent for up to 30 s.
   */
  public static HttpLimits standard() {
    return new HttpLimits(
        8 << 10, 1 << 20, 64L << 20, 1_000, Duration.ofSeconds(30), Duration.ofSeconds(30));
  }

  private static void requirePositive(String name, long value) {
    if (value <= 0) {
      throw new IllegalArgumentException("%s=%d, at least 1 is needed".formatted(name, value));
    }
  }
}
