package io.hydrascope.platform;

import io.hydrascope.schemas.capture.AcceptedTimes;
import io.hydrascope.schemas.text.BadInputException;
import io.hydrascope.schemas.text.TimeSpan;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a user may tell the jobs; null leaves the job's own default.
 *
 * @param dedupHorizon for how long a capture is recognised as a repeat, {@code 7d} for example
 * @param pairHorizon for how long a prompt of one revision waits for the other's, likewise
 * @param allowedLatenessMinutes for how long after its end a window still takes prompts
 * @param metricsHorizonDays a key of the metrics that gets nothing for so long starts anew
 * @param responsesRate share of a capture's ablated units whose responses are kept
 * @param groupWaitSeconds a group of prompts is complete once none came for so long
 * @param maxClockSkewSeconds by which a capture may lie after the jobs' clock
 * @param keepEffectsDays how long effects stay: older captures are refused
 */
public record JobSettings(
    @Nullable String dedupHorizon,
    @Nullable String pairHorizon,
    @Nullable Integer allowedLatenessMinutes,
    @Nullable Integer metricsHorizonDays,
    @Nullable Double responsesRate,
    @Nullable Integer groupWaitSeconds,
    @Nullable Integer maxClockSkewSeconds,
    @Nullable Integer keepEffectsDays) {
  private static final int MOST_CLOCK_SKEW_SECONDS = 3_600;

  public static final JobSettings DEFAULTS =
      new JobSettings(null, null, null, null, null, null, null, null);

  /** A replay counts windows as closed an hour after their end. */
  private static final int MOST_LATENESS_MINUTES = 30;

  /** A key may not end while a window of a day takes prompts. */
  private static final int LEAST_METRICS_DAYS = 3;

  /**
   * @throws BadInputException naming the option, its value and the limits
   */
  public JobSettings {
    requireTime("--dedup-horizon", dedupHorizon);
    requireTime("--pair-horizon", pairHorizon);
    require("--allowed-lateness-minutes", allowedLatenessMinutes, 0, MOST_LATENESS_MINUTES);
    require("--metrics-horizon-days", metricsHorizonDays, LEAST_METRICS_DAYS, 3650);
    require("--responses-rate", responsesRate, 0, 1);
    require("--group-wait-seconds", groupWaitSeconds, 1, 86_400);
    require("--max-clock-skew in seconds", maxClockSkewSeconds, 0, MOST_CLOCK_SKEW_SECONDS);
    require("--keep effects in days", keepEffectsDays, 1, 36_500);
  }

  /** The same where effects stay for so long. */
  public JobSettings keepingEffects(Duration stay) {
    return new JobSettings(
        dedupHorizon,
        pairHorizon,
        allowedLatenessMinutes,
        metricsHorizonDays,
        responsesRate,
        groupWaitSeconds,
        maxClockSkewSeconds,
        (int) stay.toDays());
  }

  /** What the jobs believe with these settings. */
  public AcceptedTimes acceptedTimes() {
    return new AcceptedTimes(
        maxClockSkewSeconds == null
            ? AcceptedTimes.DEFAULT_AHEAD
            : Duration.ofSeconds(maxClockSkewSeconds),
        keepEffectsDays == null ? AcceptedTimes.DEFAULT_BEHIND : Duration.ofDays(keepEffectsDays));
  }

  private static void requireTime(String name, @Nullable String value) {
    if (value == null) {
      return;
    }
    Duration time = TimeSpan.parse(name, value);
    if (time.compareTo(Duration.ofMinutes(1)) < 0 || time.compareTo(Duration.ofDays(365)) > 0) {
      throw new BadInputException("%s %s must be 1m to 365d".formatted(name, value));
    }
  }

  private static void require(String name, @Nullable Number value, int least, int most) {
    // Also where it is no number.
    if (value != null && !(value.doubleValue() >= least && value.doubleValue() <= most)) {
      throw new BadInputException("%s %s must be %d to %d".formatted(name, value, least, most));
    }
  }

  List<String> ofCompensation() {
    return Stream.of(
            ofEveryJob(),
            argument("--allowed-lateness-minutes", allowedLatenessMinutes),
            argument("--metrics-horizon-days", metricsHorizonDays))
        .flatMap(List::stream)
        .toList();
  }

  List<String> ofArchive() {
    return Stream.of(ofEveryJob(), argument("--responses-rate", responsesRate))
        .flatMap(List::stream)
        .toList();
  }

  List<String> ofShifts() {
    return Stream.of(
            ofEveryJob(),
            argument("--pair-horizon", pairHorizon),
            argument("--group-wait-seconds", groupWaitSeconds))
        .flatMap(List::stream)
        .toList();
  }

  private List<String> ofEveryJob() {
    return Stream.of(
            argument("--dedup-horizon", dedupHorizon),
            argument("--max-clock-skew-seconds", maxClockSkewSeconds),
            argument("--keep-effects-days", keepEffectsDays))
        .flatMap(List::stream)
        .toList();
  }

  private static List<String> argument(String name, @Nullable Object value) {
    return value == null ? List.of() : List.of(name, value.toString());
  }
}
