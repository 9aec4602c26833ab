package io.hydrascope.alerting.state;

import io.hydrascope.alerting.rules.Timing;
import io.hydrascope.alerting.rules.Timing.NoDataMode;
import io.hydrascope.schemas.rows.AlertState;
import java.time.Duration;

/**
 * Where an alert stands. Nothing is latched: each look decides anew, after its for-duration.
 *
 * @param reason of the last look, for a person
 * @param pending what it becomes once that has held for long enough; the state itself where nothing
 *     is pending
 * @param pendingSinceMillis from when on
 * @param clockMillis the latest time seen: a clock that goes back stands still here
 * @param acknowledgedBy who has seen it; empty: nobody. Ends with the alert
 */
public record AlertStatus(
    AlertState state,
    String reason,
    AlertState pending,
    long pendingSinceMillis,
    long clockMillis,
    String acknowledgedBy,
    String acknowledgedNote) {

  public static final AlertStatus START =
      new AlertStatus(AlertState.UNKNOWN, "nothing compared yet", AlertState.UNKNOWN, 0, 0, "", "");

  /** After a look. */
  public AlertStatus next(Evaluation finding, Timing timing, long nowMillis) {
    long now = Math.max(nowMillis, clockMillis);
    AlertState wanted = wanted(finding, timing);
    if (wanted == state) {
      return at(state, finding.reason(), state, now, now);
    }
    long since = isSamePending(wanted) ? pendingSinceMillis : now;
    Duration hold = hold(wanted, timing);
    if (now - since >= hold.toMillis()) {
      return at(wanted, finding.reason(), wanted, now, now);
    }
    if (wanted == AlertState.ALERT) {
      String reason = "%s; ALERT once it has held for %s".formatted(finding.reason(), text(hold));
      return at(AlertState.WARNING, reason, wanted, since, now);
    }
    String reason = "%s; the alert ends once this has held for %s";
    return at(state, reason.formatted(finding.reason(), text(hold)), wanted, since, now);
  }

  private AlertState wanted(Evaluation finding, Timing timing) {
    if (finding instanceof Evaluation.Shifted) {
      return AlertState.ALERT;
    } else if (finding instanceof Evaluation.Equivalent) {
      return AlertState.OK;
    } else if (finding instanceof Evaluation.Impaired) {
      return AlertState.WARNING;
    } else if (finding instanceof Evaluation.Paused) {
      return AlertState.PAUSED;
    } else if (finding instanceof Evaluation.Missing) {
      return missing(timing.noData());
    }
    return AlertState.UNKNOWN;
  }

  private AlertState missing(NoDataMode mode) {
    return switch (mode) {
      case NO_DATA -> AlertState.NO_DATA;
      case ALERT -> AlertState.ALERT;
      case KEEP -> state;
    };
  }

  private Duration hold(AlertState wanted, Timing timing) {
    if (wanted == AlertState.PAUSED) {
      return Duration.ZERO;
    }
    if (wanted == AlertState.ALERT) {
      return timing.holdFor();
    }
    return state == AlertState.ALERT ? timing.clearFor() : Duration.ZERO;
  }

  /** An alert that is ending ends, whether in OK or in UNKNOWN. */
  private boolean isSamePending(AlertState wanted) {
    if (pending == state) {
      return false;
    }
    return (pending == AlertState.ALERT) == (wanted == AlertState.ALERT);
  }

  private AlertStatus at(
      AlertState next, String why, AlertState nextPending, long since, long nowMillis) {
    boolean keepsAcknowledgement = isOpen(next);
    return new AlertStatus(
        next,
        why,
        nextPending,
        since,
        nowMillis,
        keepsAcknowledgement ? acknowledgedBy : "",
        keepsAcknowledgement ? acknowledgedNote : "");
  }

  /**
   * @return this where there is nothing to acknowledge
   */
  public AlertStatus acknowledge(String by, String note) {
    return isOpen(state)
        ? new AlertStatus(state, reason, pending, pendingSinceMillis, clockMillis, by, note)
        : this;
  }

  public boolean isAcknowledged() {
    return !acknowledgedBy.isEmpty();
  }

  /** Whether the passing of time alone changes it. */
  public boolean isPending() {
    return pending != state;
  }

  /** When it does, if nothing else happens. */
  public long dueMillis(Timing timing) {
    return pendingSinceMillis + hold(pending, timing).toMillis();
  }

  /** Whether somebody should do something. */
  public static boolean isOpen(AlertState state) {
    return switch (state) {
      case WARNING, ALERT, NO_DATA -> true;
      case UNKNOWN, OK, PAUSED -> false;
    };
  }

  private static String text(Duration duration) {
    return "%,d s".formatted(duration.toSeconds());
  }
}
