package io.hydrascope.storage;

import io.hydrascope.storage.insert.BlockEncoder;
import io.hydrascope.storage.insert.BlockInserter;
import io.hydrascope.storage.migrate.Deployment;
import io.hydrascope.storage.migrate.Migrator;
import io.hydrascope.storage.query.SqlRunner;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;

/**
 * A database that no other test uses.
 *
 * @param reader the user {@code hydrascope_reader}, in the database {@code hydrascope}
 */
public record TestingDatabase(ClickHouseEndpoint endpoint, ClickHouseEndpoint reader) {
  private static final String FILLED_TABLES =
      """
      SELECT name FROM system.tables
      WHERE database = currentDatabase() AND engine LIKE '%MergeTree' AND name NOT LIKE 'schema_migrations%'
      """;

  public TestingDatabase migrated() {
    new Migrator(endpoint, Deployment.singleServer()).migrate();
    return this;
  }

  /**
   * With the platform's tables, empty. One database for all tests that change no table, one after
   * another: making its tables takes seconds.
   */
  public TestingDatabase emptied() throws SQLException {
    TestingDatabase shared =
        new TestingDatabase(
            new ClickHouseEndpoint(
                endpoint.url(), endpoint.user(), endpoint.password(), "test_emptied"),
            reader);
    shared.migrated();
    // One that runs each minute could add what the test before this one had stored.
    for (String view :
        shared.lines("SELECT view FROM system.view_refreshes WHERE database = currentDatabase()")) {
      shared.execute("SYSTEM STOP VIEW " + view);
    }
    for (String table : shared.lines(FILLED_TABLES)) {
      shared.execute("SYSTEM START MERGES " + table);
      shared.execute("TRUNCATE TABLE " + table);
    }
    return shared;
  }

  /** The platform's own database, which the reader sees; shared by the tests that ask for it. */
  public TestingDatabase platform() {
    ClickHouseEndpoint platform =
        new ClickHouseEndpoint(
            endpoint.url(), endpoint.user(), endpoint.password(), ClickHouseEndpoint.DATABASE);
    return new TestingDatabase(platform, reader).migrated();
  }

  public void execute(String sql) throws SQLException {
    try (Connection connection = ClickHouseSession.open(endpoint);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** The answer's lines; columns are separated by tabs. */
  public List<String> lines(String sql) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      new SqlRunner(endpoint).run(sql, "TSV", out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String text = out.toString(StandardCharsets.UTF_8);
    return text.isEmpty()
        ? List.of()
        : Arrays.asList(text.split("\n", -1)).subList(0, (int) text.lines().count());
  }

  public <R> void insert(BlockEncoder<R> encoder, String token, List<R> rows) throws Exception {
    try (encoder;
        BlockInserter inserter = new BlockInserter(endpoint)) {
      inserter.insert(encoder.encode(rows), token);
    }
  }
}
