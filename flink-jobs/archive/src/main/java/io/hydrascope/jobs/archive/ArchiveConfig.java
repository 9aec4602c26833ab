package io.hydrascope.jobs.archive;

import io.hydrascope.jobs.streams.Arguments;
import io.hydrascope.jobs.streams.StreamsConfig;
import java.util.List;

/**
 * What the archive job is told.
 *
 * @param responsesRate share of a capture's ablated units whose responses are kept, 0 to 1
 */
record ArchiveConfig(StreamsConfig streams, double responsesRate) {
  private static final double DEFAULT_RESPONSES_RATE = 0.02;

  ArchiveConfig {
    if (!(responsesRate >= 0 && responsesRate <= 1)) {
      throw new IllegalArgumentException(
          "argument --responses-rate=%s must be 0 to 1".formatted(responsesRate));
    }
  }

  static ArchiveConfig parse(List<String> words) {
    Arguments arguments = Arguments.parse(words, StreamsConfig.names("responses-rate"));
    return new ArchiveConfig(
        StreamsConfig.from(arguments), arguments.decimal("responses-rate", DEFAULT_RESPONSES_RATE));
  }
}
