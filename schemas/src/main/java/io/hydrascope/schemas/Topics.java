package io.hydrascope.schemas;

/** Kafka topic names. */
public final class Topics {
  public static final String CAPTURES = "hydrascope.captures.v1";
  public static final String VECTORS = "hydrascope.vectors.v1";
  public static final String PROMPTS = "hydrascope.prompts.v1";
  public static final String ALERTS = "hydrascope.alerts.v1";
  public static final String CONTROL = "hydrascope.control.v1";
  public static final String DEAD_LETTERS = "hydrascope.dead-letters.v1";

  /** The largest message that a topic takes, in bytes as they travel. */
  public static final int MAX_MESSAGE_BYTES = (int) Limit.MESSAGE_BYTES.most();

  private Topics() {}
}
