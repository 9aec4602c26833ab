package io.hydrascope.alerting.rules;

import io.hydrascope.schemas.rows.AlertState;
import java.util.List;
import java.util.Set;

/**
 * Who is told of what.
 *
 * @param severity of an ALERT; WARNING and NO_DATA are told as {@code warning}
 * @param routes names of routes; all changes go to the table and the topic whatever is named here
 * @param states that are told, and their end
 * @param paused the rule is PAUSED: it goes on comparing and tells nobody
 */
public record NotificationSettings(
    String severity, List<String> routes, Set<AlertState> states, boolean paused) {
  static final Set<AlertState> TELLABLE =
      Set.of(AlertState.WARNING, AlertState.ALERT, AlertState.NO_DATA);

  public static final NotificationSettings DEFAULT =
      new NotificationSettings("critical", List.of(), TELLABLE, false);

  public NotificationSettings {
    routes = List.copyOf(routes);
    states = Set.copyOf(states);
    if (!TELLABLE.containsAll(states)) {
      throw new IllegalArgumentException(
          "notify_states=" + states + ": expected some of WARNING, ALERT, NO_DATA");
    }
  }

  /** As a receiver sees it. */
  public String severity(AlertState state) {
    return switch (state) {
      case ALERT -> severity;
      case WARNING, NO_DATA -> "warning";
      case UNKNOWN, OK, PAUSED -> "info";
    };
  }
}
