package io.hydrascope.jobs.compensation;

import io.hydrascope.jobs.streams.Arguments;
import io.hydrascope.jobs.streams.StreamsConfig;
import java.time.Duration;
import java.util.List;

/**
 * What the compensation job is told.
 *
 * @param metricsHorizon a key of the running metrics that gets nothing for so long starts anew
 */
record CompensationConfig(StreamsConfig streams, Duration metricsHorizon) {
  static CompensationConfig parse(List<String> words) {
    Arguments arguments = Arguments.parse(words, StreamsConfig.names("metrics-horizon-days"));
    return new CompensationConfig(
        StreamsConfig.from(arguments),
        Duration.ofDays(arguments.integer("metrics-horizon-days", 90)));
  }
}
