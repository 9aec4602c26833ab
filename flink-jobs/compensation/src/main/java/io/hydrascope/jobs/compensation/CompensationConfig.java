package io.hydrascope.jobs.compensation;

import io.hydrascope.jobs.streams.Arguments;
import io.hydrascope.jobs.streams.StreamsConfig;
import java.time.Duration;
import java.util.List;

/**
 * What the compensation job is told.
 *
 * @param metricsHorizon a key of the running metrics that gets nothing for so long starts anew
 * @param allowedLateness for how long after its end a window still takes prompts
 */
record CompensationConfig(
    StreamsConfig streams, Duration metricsHorizon, Duration allowedLateness) {
  CompensationConfig {
    if (metricsHorizon.toMillis() < 1 || allowedLateness.isNegative()) {
      throw new IllegalArgumentException(
          "metricsHorizon=%s, allowedLateness=%s: the first must be above 0, the second not below"
              .formatted(metricsHorizon, allowedLateness));
    }
  }

  static CompensationConfig parse(List<String> words) {
    Arguments arguments =
        Arguments.parse(
            words, StreamsConfig.names("metrics-horizon-days", "allowed-lateness-minutes"));
    return new CompensationConfig(
        StreamsConfig.from(arguments),
        Duration.ofDays(arguments.integer("metrics-horizon-days", 90)),
        Duration.ofMinutes(arguments.integer("allowed-lateness-minutes", 10)));
  }
}
