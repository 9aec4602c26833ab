package io.hydrascope.cli.options;

import io.hydrascope.platform.JobSettings;
import io.hydrascope.schemas.text.TimeSpan;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of the jobs, for commands that start them. */
public final class JobOptions {
  @Option(
      names = "--dedup-horizon",
      paramLabel = "TIME",
      description = "Sets for how long a repeated capture is recognised, 1m to 365d. Default: 7d")
  private @Nullable String dedupHorizon;

  @Option(
      names = "--pair-horizon",
      paramLabel = "TIME",
      description =
          "Sets for how long a prompt of one revision waits for another's, 1m to 365d. Default: 7d")
  private @Nullable String pairHorizon;

  @Option(
      names = "--allowed-lateness-minutes",
      paramLabel = "MINUTES",
      description =
          "Sets how many minutes after its end a window still accepts prompts, at most 30. Default: 10")
  private @Nullable Integer allowedLatenessMinutes;

  @Option(
      names = "--metrics-horizon-days",
      paramLabel = "DAYS",
      description =
          "Restarts the metrics of a key that receives no prompt for this many days, at least 3. Default: 90")
  private @Nullable Integer metricsHorizonDays;

  @Option(
      names = "--responses-rate",
      paramLabel = "SHARE",
      description =
          "Sets the share of ablated units per capture whose responses are stored. Default: 0.02")
  private @Nullable Double responsesRate;

  @Option(
      names = "--group-wait-seconds",
      paramLabel = "SECONDS",
      description =
          "Treats a group of prompts as complete once no prompt arrived for this many seconds. Default: 60")
  private @Nullable Integer groupWaitSeconds;

  @Option(
      names = "--max-clock-skew",
      paramLabel = "TIME",
      description =
          "Refuses captures whose time lies further ahead of the clock of the jobs, at most 1h. Default: 10m")
  private @Nullable String maxClockSkew;

  /**
   * @throws io.hydrascope.cli.BadInputException naming the option, its value and the limits
   */
  public JobSettings settings() {
    return new JobSettings(
        dedupHorizon,
        pairHorizon,
        allowedLatenessMinutes,
        metricsHorizonDays,
        responsesRate,
        groupWaitSeconds,
        maxClockSkew == null
            ? null
            : (int) TimeSpan.parse("--max-clock-skew", maxClockSkew).toSeconds(),
        null);
  }
}
