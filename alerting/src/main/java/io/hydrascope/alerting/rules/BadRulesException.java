package io.hydrascope.alerting.rules;

/** Rules that cannot be used; the message names the key, its value and what is accepted. */
public final class BadRulesException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  BadRulesException(String message) {
    super(message);
  }

  BadRulesException(String message, Throwable cause) {
    super(message, cause);
  }
}
