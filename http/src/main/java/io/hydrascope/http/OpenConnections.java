package io.hydrascope.http;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.io.Connection;

/**
 * The connections of one server, so many and no more. For one that is too many, the one ends that
 * has been open for the longest without a whole request: clients that are slow, on purpose or not,
 * cannot keep out those that ask.
 */
final class OpenConnections implements Connection.Listener {
  private final int most;
  private final Map<Connection, Integer> answering = new LinkedHashMap<>(); // whole requests

  OpenConnections(int most) {
    this.most = most;
  }

  @Override
  public void onOpened(Connection connection) {
    add(connection).ifPresent(tooMany -> tooMany.getEndPoint().close());
  }

  private synchronized Optional<Connection> add(Connection connection) {
    answering.put(connection, 0);
    if (answering.size() <= most) {
      return Optional.empty();
    }
    Optional<Connection> slowest =
        answering.entrySet().stream()
            .filter(each -> each.getValue() == 0)
            .map(Map.Entry::getKey)
            .findFirst();
    slowest.ifPresent(answering::remove);
    return slowest;
  }

  @Override
  public synchronized void onClosed(Connection connection) {
    answering.remove(connection);
  }

  /** A request has come whole. */
  synchronized void began(Connection connection) {
    answering.computeIfPresent(connection, (each, requests) -> requests + 1);
  }

  /** It was answered. */
  synchronized void ended(Connection connection) {
    answering.computeIfPresent(connection, (each, requests) -> requests - 1);
  }
}
