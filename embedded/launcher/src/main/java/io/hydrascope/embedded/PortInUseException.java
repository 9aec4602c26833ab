package io.hydrascope.embedded;

/** A part's port belongs to another program. */
public final class PortInUseException extends EmbeddedException {
  private static final long serialVersionUID = 1;

  private final Part part;
  private final int port;

  PortInUseException(Part part, int port) {
    super(
        "%s cannot start: port %d of %s is in use; end the program that listens there, or choose another port (0 finds a free one)"
            .formatted(part, port, LocalPort.HOST));
    this.part = part;
    this.port = port;
  }

  public Part part() {
    return part;
  }

  public int port() {
    return port;
  }
}
