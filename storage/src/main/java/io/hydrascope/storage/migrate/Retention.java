package io.hydrascope.storage.migrate;

import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How long rows stay after they arrived, in whole days. What is not named here stays for ever: the
 * window {@code all} of the running metrics, alerts, what was watched.
 *
 * @param stays of all {@link RetainedRows}
 * @param coldAfter when effects move to the volume {@code cold}; empty on a server of one disk
 */
public record Retention(Map<RetainedRows, Duration> stays, Optional<Tier> coldAfter) {
  public static final Retention STANDARD = standard();

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
    stays = Map.copyOf(stays);
    for (RetainedRows rows : RetainedRows.values()) {
      Duration stay = stays.get(rows);
      if (stay == null) {
        throw new IllegalArgumentException("nothing says how long %s stay".formatted(rows.word()));
      }
      requireDays(rows.word(), stay, rows.shortest());
    }
    if (coldAfter.isPresent()
        && coldAfter.get().after().compareTo(stay(stays, RetainedRows.EFFECTS)) >= 0) {
      throw new IllegalArgumentException(
          "coldAfter=%s must be shorter than effects=%s"
              .formatted(coldAfter.get().after(), stay(stays, RetainedRows.EFFECTS)));
    }
  }

  private static Retention standard() {
    Map<RetainedRows, Duration> stays = new EnumMap<>(RetainedRows.class);
    for (RetainedRows rows : RetainedRows.values()) {
      stays.put(rows, rows.standard());
    }
    return new Retention(stays, Optional.empty());
  }

  /**
   * @throws IllegalArgumentException if it is not whole days, or fewer than these rows need
   */
  public Retention with(RetainedRows rows, Duration stay) {
    Map<RetainedRows, Duration> changed = new EnumMap<>(stays);
    changed.put(rows, stay);
    return new Retention(changed, coldAfter);
  }

  public Retention withColdAfter(Tier tier) {
    return new Retention(stays, Optional.of(tier));
  }

  /** How long these rows stay. */
  public Duration stay(RetainedRows rows) {
    return stay(stays, rows);
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
    for (RetainedRows rows : RetainedRows.values()) {
      String clause =
          switch (rows) {
            case EFFECTS -> cold + after("inserted_at", stay(stays, rows));
            case RESPONSES, VECTORS -> after("toDateTime(inserted_at)", stay(stays, rows));
            case SHIFTS -> after("at", stay(stays, rows));
            case MINUTE_WINDOWS, HOUR_WINDOWS, DAY_WINDOWS ->
                after("updated_at", stay(stays, rows)) + " WHERE window = '" + rows.word() + "'";
          };
      clauses.merge(rows.table(), clause, (before, next) -> before + ", " + next);
    }
    return clauses;
  }

  private static Duration stay(Map<RetainedRows, Duration> stays, RetainedRows rows) {
    return stays.getOrDefault(rows, rows.standard());
  }

  private static String after(String column, Duration stays) {
    return "%s + toIntervalDay(%d)".formatted(column, stays.toDays());
  }
}
