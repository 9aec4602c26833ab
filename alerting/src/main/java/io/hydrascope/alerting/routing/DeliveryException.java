package io.hydrascope.alerting.routing;

/** A receiver did not take a message. */
public final class DeliveryException extends Exception {
  private static final long serialVersionUID = 1L;

  private final boolean isFinal;

  /**
   * @param isFinal the same message will never be taken; else it is tried again
   */
  DeliveryException(String message, boolean isFinal) {
    super(message);
    this.isFinal = isFinal;
  }

  public boolean isFinal() {
    return isFinal;
  }
}
