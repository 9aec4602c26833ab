package io.hydrascope.storage;

import com.clickhouse.jdbc.Driver;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;

/** Opens JDBC connections. */
public final class ClickHouseSession {
  private ClickHouseSession() {}

  /** In the endpoint's database, which must exist. */
  public static Connection open(ClickHouseEndpoint endpoint) throws SQLException {
    return open(endpoint, endpoint.database());
  }

  /** In the server's own database: before the endpoint's exists. */
  public static Connection openServer(ClickHouseEndpoint endpoint) throws SQLException {
    return open(endpoint, "default");
  }

  private static Connection open(ClickHouseEndpoint endpoint, String database) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", endpoint.user());
    properties.setProperty("password", endpoint.password());
    // DriverManager does not see drivers of another class loader, such as a Flink job's.
    Connection connection =
        new Driver().connect("jdbc:clickhouse:" + endpoint.url() + "/" + database, properties);
    if (connection == null) {
      throw new SQLException("url=" + endpoint.url() + " is not a ClickHouse address");
    }
    return connection;
  }
}
