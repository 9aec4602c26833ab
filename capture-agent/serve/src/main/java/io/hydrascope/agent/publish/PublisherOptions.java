package io.hydrascope.agent.publish;

import java.time.Duration;

/**
 * @param bootstrapServers {@code host:port}, several with commas
 * @param memoryBytes for messages on their way; {@code publish} waits while it is full
 * @param deliveryTimeout after which an unacknowledged message is an error
 */
public record PublisherOptions(
    String bootstrapServers, long memoryBytes, Duration deliveryTimeout) {
  private static final long DEFAULT_MEMORY_BYTES = 64L << 20;
  private static final Duration DEFAULT_DELIVERY_TIMEOUT = Duration.ofMinutes(2);

  public static PublisherOptions of(String bootstrapServers) {
    return new PublisherOptions(bootstrapServers, DEFAULT_MEMORY_BYTES, DEFAULT_DELIVERY_TIMEOUT);
  }
}
