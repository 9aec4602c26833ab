package io.hydrascope.embedded;

import java.util.Locale;

/** The parts of the platform that run in child processes, in start order. */
public enum Part {
  KAFKA,
  CLICKHOUSE,
  FLINK;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
