package io.hydrascope.cli.options;

import io.hydrascope.platform.JobSettings;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of the jobs, for commands that start them. */
public final class JobOptions {
  @Option(
      names = "--dedup-horizon-days",
      paramLabel = "DAYS",
      description =
          "For how long a capture that is sent again is recognised. Default: 7, at most 365")
  private @Nullable Integer dedupHorizonDays;

  @Option(
      names = "--allowed-lateness-minutes",
      paramLabel = "MINUTES",
      description =
          "For how long after its end a window still takes prompts. Default: 10, at most 30")
  private @Nullable Integer allowedLatenessMinutes;

  @Option(
      names = "--metrics-horizon-days",
      paramLabel = "DAYS",
      description =
          "Metrics whose key gets no prompt for so long start anew. Default: 90, at least 3")
  private @Nullable Integer metricsHorizonDays;

  @Option(
      names = "--responses-rate",
      paramLabel = "SHARE",
      description = "Of a capture's ablated units, whose responses are kept. Default: 0.02")
  private @Nullable Double responsesRate;

  @Option(
      names = "--group-wait-seconds",
      paramLabel = "SECONDS",
      description = "A group of prompts is complete once none came for so long. Default: 60")
  private @Nullable Integer groupWaitSeconds;

  /**
   * @throws io.hydrascope.cli.BadInputException naming the option, its value and the limits
   */
  public JobSettings settings() {
    return new JobSettings(
        dedupHorizonDays,
        allowedLatenessMinutes,
        metricsHorizonDays,
        responsesRate,
        groupWaitSeconds);
  }
}
