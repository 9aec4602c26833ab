package io.hydrascope.embedded;

import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A port is free when it is chosen, and another program may take it before its server does: the
 * server is then started again, with other ports where nobody asked for these.
 */
final class PortRace {
  private static final Logger LOG = LoggerFactory.getLogger(PortRace.class);
  private static final int MOST_TRIES = 3;

  /** As the servers say it in the last lines of their logs. */
  private static final Pattern TAKEN =
      Pattern.compile("BindException|Address already in use|Could not start actor system");

  private PortRace() {}

  static <T> T startedAgain(Supplier<T> start) {
    for (int attempt = 1; attempt < MOST_TRIES; attempt++) {
      try {
        return start.get();
      } catch (EmbeddedException e) {
        if (!TAKEN.matcher(String.valueOf(e.getMessage())).find()) {
          throw e;
        }
        LOG.info("a port was taken meanwhile, another try: {}", e.getMessage());
      }
    }
    return start.get();
  }
}
