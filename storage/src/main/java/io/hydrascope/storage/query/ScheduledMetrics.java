package io.hydrascope.storage.query;

import io.hydrascope.storage.ClickHouseEndpoint;
import io.hydrascope.storage.ClickHouseSession;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** The metrics that the server computes by its own schedule, for who cannot wait for it. */
public final class ScheduledMetrics {
  private static final List<String> VIEWS = List.of("top2_closed", "top2_all");

  private final ClickHouseEndpoint endpoint;

  /**
   * @param endpoint of a user who may run SYSTEM VIEWS
   */
  public ScheduledMetrics(ClickHouseEndpoint endpoint) {
    this.endpoint = endpoint;
  }

  /**
   * Returns when {@code kept = top2} holds what is stored now.
   *
   * @throws QueryException with ClickHouse's reason
   */
  public void refresh() {
    try (Connection connection = ClickHouseSession.open(endpoint);
        Statement statement = connection.createStatement()) {
      for (String view : VIEWS) {
        statement.execute("SYSTEM REFRESH VIEW " + view);
        statement.execute("SYSTEM WAIT VIEW " + view);
      }
    } catch (SQLException e) {
      throw new QueryException(endpoint + ": " + e.getMessage(), e);
    }
  }
}
