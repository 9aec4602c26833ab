package io.hydrascope.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Ports of 127.0.0.1. */
final class LocalPort {
  static final String HOST = "127.0.0.1";

  private static final byte[] ADDRESS = {127, 0, 0, 1};

  /**
   * Below every system's range for outgoing connections, which could take a port before its server
   * does.
   */
  private static final int FIRST = 20_000;

  private static final int LAST = 32_000;
  private static final int ATTEMPTS = 100;

  private LocalPort() {}

  static void requireValid(String name, int port) {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("%s=%d is not in 0..65535".formatted(name, port));
    }
  }

  /** The requested port after a look that it is free, or any free one for 0. */
  static int resolve(Part part, int requested) {
    if (requested == 0) {
      return anyFree();
    }
    if (!isFree(requested)) {
      throw new PortInUseException(part, requested);
    }
    return requested;
  }

  static int anyFree() {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      int port = ThreadLocalRandom.current().nextInt(FIRST, LAST);
      if (isFree(port)) {
        return port;
      }
    }
    throw new EmbeddedException("no free port of %s found in %d..%d".formatted(HOST, FIRST, LAST));
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getByAddress(ADDRESS))) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }
}
