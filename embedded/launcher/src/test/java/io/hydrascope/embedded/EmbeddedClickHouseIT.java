package io.hydrascope.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EmbeddedClickHouseIT {
  @TempDir private static Path directory;
  private static EmbeddedClickHouse clickHouse;

  @BeforeAll
  static void start() throws SQLException {
    clickHouse = EmbeddedClickHouse.start(ClickHouseSettings.in(directory));
    try (Connection owner = connect(clickHouse.owner());
        Statement statement = owner.createStatement()) {
      statement.execute("CREATE DATABASE hydrascope");
      statement.execute(
          "CREATE TABLE hydrascope.effects (component String, effect Float64) ORDER BY component");
      statement.execute("INSERT INTO hydrascope.effects VALUES ('L3H2', 0.25), ('L4.mlp_out', -1)");
    }
  }

  @AfterAll
  static void stop() {
    clickHouse.close();
  }

  @Test
  void reader_throughJdbc_readsTheDatabaseAndItsMetadata() throws SQLException {
    try (Connection reader = connect(clickHouse.reader())) {
      assertThat(number(reader, "SELECT sum(effect) FROM hydrascope.effects")).isEqualTo(-0.75);
      try (ResultSet tables = reader.getMetaData().getTables(null, "hydrascope", "%", null)) {
        assertThat(tables.next()).isTrue();
        assertThat(tables.getString("TABLE_NAME")).isEqualTo("effects");
      }
      try (ResultSet columns =
          reader.getMetaData().getColumns(null, "hydrascope", "effects", "%")) {
        assertThat(columns.next()).isTrue();
      }
    }
  }

  @Test
  void reader_anythingElse_isRefused() throws SQLException {
    try (Connection reader = connect(clickHouse.reader())) {
      for (String query :
          new String[] {
            "INSERT INTO hydrascope.effects VALUES ('embed', 1)",
            "DROP TABLE hydrascope.effects",
            "CREATE TABLE hydrascope.mine (n Int8) ORDER BY n",
            "SELECT count() FROM system.users",
            "SELECT count() FROM system.processes",
            "SELECT count() FROM file('/etc/hostname', LineAsString)",
            "SELECT count() FROM url('http://127.0.0.1/', LineAsString)",
            "SET max_memory_usage = 1",
          }) {
        assertThatThrownBy(() -> execute(reader, query)).as(query).isInstanceOf(SQLException.class);
      }
    }
  }

  @Test
  void login_asTheLaunchersOwnUser_isRefused() throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(clickHouse.httpUrl().resolve("/?query=SELECT+1")).build();
    assertThat(send(request).statusCode()).isNotEqualTo(200);
  }

  @Test
  void login_overHttp_answers() throws Exception {
    URI query = clickHouse.httpUrl().resolve("/?query=SELECT+timezone()");
    HttpRequest request =
        HttpRequest.newBuilder(query)
            .header("X-ClickHouse-User", clickHouse.owner().user())
            .header("X-ClickHouse-Key", clickHouse.owner().password())
            .build();
    assertThat(send(request).body()).isEqualTo("UTC\n");
  }

  @Test
  void credentials_file_isForItsOwnerOnly() throws Exception {
    for (String name : new String[] {"credentials", "users.xml"}) {
      assertThat(
              PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve(name))))
          .isEqualTo("rw-------");
    }
    assertThat(Files.readString(directory.resolve("credentials")))
        .contains("hydrascope=" + clickHouse.owner().password());
    assertThat(clickHouse.owner().toString()).doesNotContain(clickHouse.owner().password());
  }

  @Test
  void data_afterSigkill_isStillThere(@TempDir Path other) throws SQLException {
    ClickHouseSettings settings = ClickHouseSettings.in(other);
    try (EmbeddedClickHouse first = EmbeddedClickHouse.start(settings);
        Connection owner = connect(first, first.owner())) {
      execute(owner, "CREATE DATABASE hydrascope");
      execute(owner, "CREATE TABLE hydrascope.n (n Int32) ORDER BY n");
      execute(owner, "INSERT INTO hydrascope.n SELECT number FROM numbers(1000)");
      first.kill();
    }
    try (EmbeddedClickHouse second = EmbeddedClickHouse.start(settings);
        Connection owner = connect(second, second.owner())) {
      assertThat(number(owner, "SELECT count() FROM hydrascope.n")).isEqualTo(1000);
    }
  }

  private static HttpResponse<String> send(HttpRequest request) throws Exception {
    return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
  }

  private static Connection connect(Login login) throws SQLException {
    return connect(clickHouse, login);
  }

  private static Connection connect(EmbeddedClickHouse server, Login login) throws SQLException {
    return DriverManager.getConnection(
        "jdbc:clickhouse:" + server.httpUrl(), login.user(), login.password());
  }

  private static void execute(Connection connection, String query) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(query);
    }
  }

  private static double number(Connection connection, String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(query)) {
      assertThat(result.next()).isTrue();
      return result.getDouble(1);
    }
  }
}
