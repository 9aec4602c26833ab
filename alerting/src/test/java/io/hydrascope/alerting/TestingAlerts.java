package io.hydrascope.alerting;

import io.hydrascope.alerting.message.AlertMessage;
import io.hydrascope.schemas.rows.AlertRow;
import io.hydrascope.schemas.rows.AlertState;
import java.util.List;

/** Changes of alerts that never were. */
public final class TestingAlerts {
  private TestingAlerts() {}

  /** Of rule and revision; told to every route named. */
  public static AlertMessage change(
      String rule, String revision, AlertState state, long atMicros, String... routes) {
    AlertRow row =
        new AlertRow(
            rule + "-" + revision,
            atMicros,
            rule,
            "model",
            "base",
            revision,
            "",
            "self_repair",
            state,
            AlertState.UNKNOWN,
            state == AlertState.ALERT ? "critical" : "warning",
            -0.25,
            -0.5,
            -0.1,
            1e6,
            64,
            "{\"reason\":\"of 24 tested: 3 shifted\",\"sql\":\"SELECT 1\"}");
    boolean firing = state == AlertState.ALERT || state == AlertState.WARNING;
    return new AlertMessage(row, List.of(routes), true, firing);
  }
}
