package io.hydrascope.storage.query;

import io.hydrascope.storage.ClickHouseEndpoint;
import io.hydrascope.storage.ClickHouseSession;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Reads rows through JDBC, a connection a question. */
record SqlSession(ClickHouseEndpoint endpoint) {

  interface RowReader<T> {
    T read(ResultSet row) throws SQLException;
  }

  /** Takes a row and keeps what it wants of it. */
  interface RowTaker {
    void take(ResultSet row) throws SQLException;
  }

  /**
   * @throws QueryException with ClickHouse's reason
   */
  <T> List<T> list(String sql, RowReader<T> reader, Object... parameters) {
    List<T> found = new ArrayList<>();
    each(sql, row -> found.add(reader.read(row)), parameters);
    return found;
  }

  /**
   * Hands out the rows as they arrive.
   *
   * @throws QueryException with ClickHouse's reason
   */
  void each(String sql, RowTaker taker, Object... parameters) {
    try (Connection connection = ClickHouseSession.open(endpoint);
        PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int index = 0; index < parameters.length; index++) {
        statement.setObject(index + 1, parameters[index]);
      }
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          taker.take(rows);
        }
      }
    } catch (SQLException e) {
      throw new QueryException(endpoint + ": " + e.getMessage(), e);
    }
  }
}
