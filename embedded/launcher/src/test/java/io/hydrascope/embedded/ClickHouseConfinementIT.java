package io.hydrascope.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the server's process cannot reach, whoever asks. */
final class ClickHouseConfinementIT {
  private static final String SECRET = "the-secret-of-endpoints-json";

  @TempDir private static Path platform;
  private static EmbeddedClickHouse clickHouse;
  private static HttpServer outside;
  private static final AtomicInteger CALLS_OUTSIDE = new AtomicInteger();

  @BeforeAll
  static void start() throws Exception {
    Files.writeString(platform.resolve("endpoints.json"), SECRET);
    clickHouse = EmbeddedClickHouse.start(ClickHouseSettings.in(platform.resolve("clickhouse")));
    outside = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    outside.createContext(
        "/",
        exchange -> {
          CALLS_OUTSIDE.incrementAndGet();
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    outside.start();
    assumeTrue(clickHouse.unconfined().isEmpty(), () -> clickHouse.unconfined().orElseThrow());
  }

  @AfterAll
  static void stop() {
    outside.stop(0);
    clickHouse.close();
  }

  @Test
  void file_ofAnotherFolder_isRefusedToReaderAndOwner() throws Exception {
    List<String> paths =
        List.of(
            platform.resolve("endpoints.json").toString(),
            platform.resolve("clickhouse/credentials").toString(),
            platform.resolve("clickhouse/data/../../endpoints.json").toString(),
            "/etc/passwd",
            "/etc/shadow",
            "/etc/hostname",
            "/proc/self/environ",
            "/proc/self/cmdline",
            "/proc/self/mem",
            "/proc/self/root/etc/passwd",
            "/proc/thread-self/environ",
            "/proc/" + ProcessHandle.current().pid() + "/environ",
            "/proc/" + ProcessHandle.current().pid() + "/cmdline",
            "/proc/1/environ");
    for (String path : paths) {
      refused("SELECT file('%s')".formatted(path));
      refused("SELECT * FROM file('%s', LineAsString)".formatted(path));
    }
  }

  @Test
  void link_intoAnotherFolder_isRefused() throws Exception {
    Path link = platform.resolve("clickhouse/tmp/link");
    Files.createSymbolicLink(link, platform.resolve("endpoints.json"));
    refused("SELECT file('%s')".formatted(link));
  }

  @Test
  void function_thatReachesOutside_isRefusedToReaderAndOwner() throws Exception {
    String address = "127.0.0.1:" + outside.getAddress().getPort();
    for (String query :
        List.of(
            "SELECT catboostEvaluate('/etc/passwd', 1)",
            "SELECT dictGet('program', 'n', 1)",
            "SELECT * FROM executable('/bin/sh', TSV, 'n Int8')",
            ("SELECT * FROM url('http://%s/', LineAsString)" + " SETTINGS http_max_tries = 1")
                .formatted(address),
            ("SELECT * FROM s3('http://%s/a/b', LineAsString)"
                    + " SETTINGS s3_retry_attempts = 0, s3_max_single_read_retries = 1")
                .formatted(address),
            "SELECT * FROM remote('%s', system.one)".formatted(address),
            "SELECT * FROM sqlite('/etc/passwd', 'a')",
            "INSERT INTO FUNCTION file('%s/new', TSV, 'a Int8') VALUES (1)".formatted(platform),
            "INSERT INTO FUNCTION url('http://%s/', TSV, 'a Int8') SETTINGS http_max_tries = 1 VALUES (1)"
                .formatted(address),
            "SELECT 1 INTO OUTFILE '%s/out'".formatted(platform),
            "BACKUP DATABASE hydrascope TO File('%s/backup')".formatted(platform))) {
      refused(query);
    }
    assertThat(CALLS_OUTSIDE).hasValue(0);
    assertThat(platform).isDirectoryNotContaining("glob:**{new,out,backup}");
  }

  /** What a path is called and how large it is stays visible to the owner; a folder does not. */
  @Test
  void folder_outside_isNotListed() throws Exception {
    assertThat(owner("SELECT path FROM filesystem('/etc')").body()).doesNotContain("passwd");
    assertThat(ask(clickHouse.reader(), "SELECT * FROM filesystem('/etc')").statusCode())
        .isNotEqualTo(200);
  }

  @Test
  void dictionary_whoseSourceIsAProgram_startsNone() throws Exception {
    Path witness = platform.resolve("clickhouse/tmp/witness");
    owner("CREATE DATABASE IF NOT EXISTS programs");
    HttpResponse<String> created =
        owner(
            """
            CREATE DICTIONARY programs.d (k UInt64, v String) PRIMARY KEY k
            SOURCE(EXECUTABLE(COMMAND 'touch %s; echo 1' FORMAT 'TSV')) LAYOUT(FLAT()) LIFETIME(0)
            """
                .formatted(witness));
    HttpResponse<String> asked = owner("SELECT dictGet('programs.d', 'v', 1)");
    assertThat(List.of(created.statusCode(), asked.statusCode())).contains(500);
    assertThat(witness).doesNotExist();
  }

  @Test
  void environment_ofTheProcess_isEmptyButForTimeZoneAndLocale() throws Exception {
    Path environment = Path.of("/proc/%d/environ".formatted(clickHouse.pids().get(0)));
    List<String> names = new ArrayList<>();
    for (String variable : Files.readString(environment).split("\0", -1)) {
      if (!variable.isEmpty()) {
        names.add(variable.split("=", 2)[0]);
      }
    }
    assertThat(List.of("TZ", "PWD", "OLDPWD", "_", "SHLVL", "LANG", "LC_ALL", "LC_CTYPE"))
        .containsAll(names);
  }

  @Test
  void owner_createsInsertsMergesSpillsAndDrops() throws Exception {
    for (String query :
        List.of(
            "CREATE DATABASE work",
            "CREATE TABLE work.n (n UInt64, t String) ORDER BY n",
            "INSERT INTO work.n SELECT number, toString(number) FROM numbers(100000)",
            "INSERT INTO work.n SELECT number, toString(number) FROM numbers(100000)",
            "OPTIMIZE TABLE work.n FINAL",
            "ALTER TABLE work.n ADD COLUMN m Int8 DEFAULT 1",
            "ALTER TABLE work.n UPDATE t = 'x' WHERE n < 10 SETTINGS mutations_sync = 1",
            "SELECT t FROM work.n ORDER BY t LIMIT 1 BY t"
                + " SETTINGS max_bytes_before_external_sort = 100000 FORMAT Null",
            "RENAME TABLE work.n TO work.renamed",
            "DROP TABLE work.renamed SYNC",
            "DROP DATABASE work")) {
      HttpResponse<String> answer = owner(query);
      assertThat(answer.statusCode()).as(query + ": " + answer.body()).isEqualTo(200);
    }
  }

  private static void refused(String query) throws Exception {
    for (Login login : List.of(clickHouse.reader(), clickHouse.owner())) {
      HttpResponse<String> answer = ask(login, query);
      assertThat(answer.statusCode()).as(login.user() + ": " + query).isNotEqualTo(200);
      assertThat(answer.body()).as(query).contains("Code:").doesNotContain(SECRET, "root:");
    }
  }

  private static HttpResponse<String> owner(String query) throws Exception {
    return ask(clickHouse.owner(), query);
  }

  private static HttpResponse<String> ask(Login login, String query) throws Exception {
    Map<String, String> credentials =
        Map.of("X-ClickHouse-User", login.user(), "X-ClickHouse-Key", login.password());
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(clickHouse.httpUrl() + "/"))
            .timeout(Duration.ofSeconds(20))
            .POST(HttpRequest.BodyPublishers.ofString(query, StandardCharsets.UTF_8));
    credentials.forEach(request::header);
    return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
  }
}
