package io.hydrascope.schemas.rows;

/** What a rule says now. */
public enum AlertState {
  UNKNOWN,
  OK,
  WARNING,
  ALERT,
  NO_DATA,
  PAUSED
}
