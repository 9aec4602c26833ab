package io.hydrascope.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the engine's process cannot reach, whoever asks: clickhouse-local checks little of it. */
final class ClickHouseConfinementIT {
  private static final String SECRET = "word-that-nobody-may-read";

  @TempDir private static Path folder;
  private static EmbeddedClickHouse clickHouse;
  private final HttpClient http = HttpClient.newHttpClient();

  @BeforeAll
  static void start() {
    clickHouse = EmbeddedClickHouse.start(ClickHouseSettings.in(folder.resolve("clickhouse")));
  }

  @AfterAll
  static void stop() {
    clickHouse.close();
  }

  @BeforeEach
  void requireAKernelThatConfines() {
    assumeThat(clickHouse.unconfined()).isEmpty();
  }

  @Test
  void owner_filesOutside_areNeitherReadNorWritten() throws Exception {
    Path endpoints = Files.writeString(folder.resolve("endpoints.json"), SECRET);
    Path credentials = folder.resolve("clickhouse/credentials");
    Path written = folder.resolve("written");
    for (Path file :
        List.of(endpoints, credentials, Path.of("/etc/passwd"), Path.of("/etc/shadow"))) {
      assertRefused("SELECT file('%s')".formatted(file));
      assertRefused("SELECT * FROM file('%s', 'LineAsString', 'line String')".formatted(file));
      assertRefused("SELECT catboostEvaluate('%s', 1)".formatted(file));
    }
    // Whatever the pattern finds cannot be listed.
    assertThat(query("SELECT * FROM file('/etc/*', 'LineAsString', 'line String')"))
        .doesNotContain("root");
    assertRefused("INSERT INTO FUNCTION file('%s', 'CSV', 'n Int8') VALUES (1)".formatted(written));
    assertRefused("BACKUP DATABASE default TO File('%s')".formatted(written));
    assertThat(written).doesNotExist();
    assertThat(query("SELECT count() FROM file('/proc/self/environ', 'RawBLOB', 'b String')"))
        .contains("1");
    assertThat(query("SELECT file('/proc/self/environ')")).doesNotContain("PATH=", "HOME=");
    assertThat(query("SELECT file('/proc/self/cmdline')"))
        .doesNotContain(clickHouse.owner().password());
  }

  @Test
  void owner_programs_areNotRun() throws Exception {
    String id = folder.resolve("ran").toString();
    assertRefused("SELECT * FROM executable('touch %s', 'TSV', 'n Int8')".formatted(id));
    assertThat(
            query(
                    "CREATE DICTIONARY default.d (n UInt64, t String) PRIMARY KEY n"
                        + " SOURCE(EXECUTABLE(COMMAND 'touch %s' FORMAT TSV)) LAYOUT(FLAT()) LIFETIME(0)"
                            .formatted(id))
                + query("SELECT dictGet('default.d', 't', toUInt64(1))"))
        .contains("Exception");
    assertThat(Path.of(id)).doesNotExist();
  }

  @Test
  void owner_otherServers_areNotCalled() throws Exception {
    try (ServerSocket other = new ServerSocket()) {
      other.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      other.setSoTimeout(1);
      int port = other.getLocalPort();
      assertRefused("SELECT * FROM url('http://127.0.0.1:%d/x', 'TSV', 'n Int8')".formatted(port));
      assertRefused("SELECT * FROM remote('127.0.0.1:%d', system.one)".formatted(port));
      assertRefused("SELECT * FROM mysql('127.0.0.1:%d', 'd', 't', 'u', 'p')".formatted(port));
      assertRefused("SELECT * FROM s3('http://127.0.0.1:%d/b/k', 'TSV', 'n Int8')".formatted(port));
      assertThat(isCalled(other)).isFalse();
    }
  }

  @Test
  void owner_ordinaryWork_goesOn() throws Exception {
    assertThat(query("CREATE TABLE default.t (n UInt64, m UInt8) ORDER BY n")).isEmpty();
    assertThat(query("INSERT INTO default.t SELECT number, 0 FROM numbers(3000000)")).isEmpty();
    assertThat(query("OPTIMIZE TABLE default.t FINAL")).isEmpty();
    assertThat(query("ALTER TABLE default.t UPDATE m = 1 WHERE n < 9 SETTINGS mutations_sync = 1"))
        .isEmpty();
    assertThat(
            query(
                "SELECT max(n) FROM (SELECT n FROM default.t ORDER BY cityHash64(n) LIMIT 2900000)"
                    + " SETTINGS max_bytes_before_external_sort = 1000000"))
        .contains("2999");
  }

  private static boolean isCalled(ServerSocket server) throws IOException {
    try {
      server.accept().close();
      return true;
    } catch (java.net.SocketTimeoutException e) {
      return false;
    }
  }

  private void assertRefused(String sql) throws Exception {
    assertThat(query(sql)).as(sql).contains("Exception").doesNotContain(SECRET, "root:");
  }

  /** As the user with all rights; also what is wrong with the statement. */
  private String query(String sql) throws IOException, InterruptedException {
    URI settings = clickHouse.httpUrl().resolve("/?http_max_tries=1&connect_timeout=1");
    HttpRequest request =
        HttpRequest.newBuilder(settings)
            .header("X-ClickHouse-User", clickHouse.owner().user())
            .header("X-ClickHouse-Key", clickHouse.owner().password())
            .POST(HttpRequest.BodyPublishers.ofString(sql))
            .build();
    return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
  }
}
