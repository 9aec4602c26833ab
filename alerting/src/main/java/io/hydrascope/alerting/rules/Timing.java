package io.hydrascope.alerting.rules;

import java.time.Duration;
import java.util.Locale;

/**
 * How long things last before they are believed.
 *
 * @param holdFor a shift is a WARNING until it has held for so long, then an ALERT
 * @param clearFor an alert stays until no shift was found for so long
 * @param noDataAfter a candidate that answers nothing for so long, while its base did, has no data
 * @param noData what that means
 * @param lostShare from this share of the base's prompts on, those that a candidate does not answer
 *     comparably are too many
 */
public record Timing(
    Duration holdFor,
    Duration clearFor,
    Duration noDataAfter,
    NoDataMode noData,
    double lostShare) {

  /** There is none for OK: a candidate that falls silent has not passed. */
  public enum NoDataMode {
    NO_DATA,
    ALERT,
    KEEP;

    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public static final Timing DEFAULT =
      new Timing(Duration.ZERO, Duration.ZERO, Duration.ofMinutes(15), NoDataMode.NO_DATA, 0.5);

  public Timing {
    if (noDataAfter.compareTo(Duration.ofSeconds(1)) < 0) {
      throw new IllegalArgumentException(
          "no_data.after=" + noDataAfter.toMillis() + " ms: expected at least 1s");
    }
    if (!(lostShare > 0 && lostShare <= 1)) {
      throw new IllegalArgumentException(
          "no_data.lost_share=" + lostShare + ": expected 0 < lost_share <= 1");
    }
  }
}
