package io.hydrascope.storage.migrate;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How long rows stay after they arrived, in whole days. What is not named here stays for ever: the
 * window {@code all} of the running metrics, shifts, alerts, what was watched.
 *
 * @param minuteWindows of {@code running_metrics}, as are the next two
 * @param coldAfter when effects move to the volume {@code cold}; empty on a server of one disk
 */
public record Retention(
    Duration effects,
    Duration minuteWindows,
    Duration hourWindows,
    Duration dayWindows,
    Optional<Tier> coldAfter) {
  // Before STANDARD, which is checked against it.
  /** {@code top2_due} looks three days back: a window that is gone earlier would come again. */
  private static final Duration SHORTEST = Duration.ofDays(4);

  public static final Retention STANDARD =
      new Retention(
          Duration.ofDays(90),
          Duration.ofDays(7),
          Duration.ofDays(90),
          Duration.ofDays(730),
          Optional.empty());

  /**
   * A second volume, named {@code cold}.
   *
   * @param policy a storage policy of the server whose first volume is the default one
   */
  public record Tier(String policy, Duration after) {
    public Tier {
      requireDays("coldAfter", after, Duration.ofDays(1));
      if (!policy.matches("[A-Za-z0-9_]+")) {
        throw new IllegalArgumentException("policy='" + policy + "' is no name of a policy");
      }
    }
  }

  public Retention {
    requireDays("effects", effects, SHORTEST);
    requireDays("minuteWindows", minuteWindows, SHORTEST);
    requireDays("hourWindows", hourWindows, SHORTEST);
    requireDays("dayWindows", dayWindows, SHORTEST);
    if (coldAfter.isPresent() && coldAfter.get().after().compareTo(effects) >= 0) {
      throw new IllegalArgumentException(
          "coldAfter=%s must be shorter than effects=%s"
              .formatted(coldAfter.get().after(), effects));
    }
  }

  public Retention withColdAfter(Tier tier) {
    return new Retention(effects, minuteWindows, hourWindows, dayWindows, Optional.of(tier));
  }

  private static void requireDays(String name, Duration value, Duration least) {
    if (value.compareTo(least) < 0 || !value.equals(Duration.ofDays(value.toDays()))) {
      throw new IllegalArgumentException(
          "%s=%s must be whole days, at least %d".formatted(name, value, least.toDays()));
    }
  }

  /** The TTL of each table, written as ClickHouse writes it back. */
  Map<String, String> timeToLive() {
    Map<String, String> clauses = new LinkedHashMap<>();
    String cold =
        coldAfter
            .map(tier -> after("inserted_at", tier.after()) + " TO VOLUME 'cold', ")
            .orElse("");
    clauses.put("effects", cold + after("inserted_at", effects));
    clauses.put(
        "running_metrics",
        String.join(
            ", ",
            window("1m", minuteWindows),
            window("1h", hourWindows),
            window("1d", dayWindows)));
    return clauses;
  }

  private static String window(String window, Duration stays) {
    return after("updated_at", stays) + " WHERE window = '" + window + "'";
  }

  private static String after(String column, Duration stays) {
    return "%s + toIntervalDay(%d)".formatted(column, stays.toDays());
  }
}
