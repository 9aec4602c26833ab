package io.hydrascope.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.hydrascope.http.TestingConnection.Answer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class WebServerTest {
  private static final HttpLimits LIMITS =
      new HttpLimits(1_000, 100, 10_000, 1_000, Duration.ofSeconds(30), Duration.ofSeconds(30));

  private final CompletableFuture<HttpReply> later = new CompletableFuture<>();
  private WebServer server = start(LIMITS);

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void get_knownPath_isAnsweredOnOneConnectionAgainAndAgain() throws IOException {
    try (TestingConnection connection = connect()) {
      for (int i = 0; i < 3; i++) {
        Answer answer = connection.get("/health?a=1");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"status\":\"ok\"}");
        assertThat(answer.headers())
            .containsEntry("content-type", "application/json")
            .doesNotContainKeys("server", "connection");
      }
    }
  }

  @Test
  void post_body_arrivesWhole() throws IOException {
    String body = "é".repeat(50);
    try (TestingConnection connection = connect()) {
      connection.send(TestingConnection.head("/echo", 100));
      assertThat(connection.send(body).answer().body()).isEqualTo(body);
      connection.send(
          "POST /echo HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n");
      assertThat(connection.send("3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n").answer().body())
          .isEqualTo("abcde");
    }
  }

  @Test
  void post_answerLater_arrivesOnceItIsThere() throws Exception {
    try (TestingConnection connection = connect()) {
      connection.send(TestingConnection.head("/later", 0));
      try (TestingConnection other = connect()) {
        assertThat(other.get("/health").status()).isEqualTo(200);
      }
      later.complete(HttpReply.text(200, "text/plain", "now"));
      assertThat(connection.answer().body()).isEqualTo("now");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET /none HTTP/1.1\\nHost: localhost | 404 | ask for GET /health, ",
        "POST /health HTTP/1.1\\nHost: localhost | 405 | send GET",
        "BREW /health HTTP/1.1\\nHost: localhost | 405 | send GET",
        "GET /health | 505 | HTTP/1.1",
        "GET /health HTTP/1.1 | 400 | HTTP/1.1",
        "GET /health HTTP/3.7\\nHost: localhost | 505 | HTTP/1.1",
        "nonsense | 400 | HTTP/1.1",
        "\\1\\2 | 400 | HTTP/1.1",
        "GET /health/%2e%2e%2f HTTP/1.1\\nHost: localhost | 400 | HTTP/1.1",
        "GET /health HTTP/1.1\\nHost: localhost\\nContent-Length: many | 400 | HTTP/1.1",
        "GET /health HTTP/1.1\\nHost: localhost\\nExpect: miracles | 417 | leave out",
        "POST /broken HTTP/1.1\\nHost: localhost\\nContent-Length: 0 | 500 | its log",
        "POST /fails HTTP/1.1\\nHost: localhost\\nContent-Length: 0 | 500 | its log",
      })
  void request_bad_isAnsweredInJsonWithTheNextStep(String request, int status, String step)
      throws IOException {
    String text = request.translateEscapes().replace("\n", "\r\n") + "\r\n\r\n";
    try (TestingConnection connection = connect()) {
      assertError(connection.send(text).answer(), status, step.strip());
    }
  }

  @Test
  void request_acceptsOnlyHtml_getsJsonForErrors() throws IOException {
    try (TestingConnection connection = connect()) {
      connection.send("GET /none HTTP/1.1\r\nHost: localhost\r\nAccept: text/html\r\n\r\n");
      assertError(connection.answer(), 404, "ask for");
      connection.send("GET / HTTP/1.1\r\nAccept: text/html\r\n\r\n");
      assertError(connection.answer(), 400, "HTTP/1.1");
    }
  }

  @Test
  void request_wrongMethod_namesTheRightOne() throws IOException {
    try (TestingConnection connection = connect()) {
      assertThat(connection.get("/echo").headers()).containsEntry("allow", "POST");
    }
  }

  @Test
  void request_longAddressOrHeaders_isRefused() throws IOException {
    String filler = "x".repeat(LIMITS.headerBytes());
    try (TestingConnection connection = connect()) {
      assertError(connection.get("/" + filler), 414, "1000 bytes: shorten it");
      assertThat(connection.endsInSilence()).isTrue();
    }
    try (TestingConnection connection = connect()) {
      connection.send(
          "GET /health HTTP/1.1\r\nHost: localhost\r\nX-Filler: " + filler + "\r\n\r\n");
      assertError(connection.answer(), 431, "1000 bytes: send fewer");
    }
  }

  @Test
  void post_bodyTooLarge_isRefusedAndTheConnectionStays() throws IOException {
    try (TestingConnection connection = connect()) {
      assertError(connection.post("/echo", "x".repeat(101)), 413, "100 bytes: send a smaller");
      connection.send(
          "POST /echo HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n");
      connection.send("65\r\n" + "x".repeat(101) + "\r\n0\r\n\r\n");
      assertError(connection.answer(), 413, "100 bytes: send a smaller");
      assertThat(connection.post("/echo", "x".repeat(100)).status()).isEqualTo(200);
    }
  }

  @Test
  void post_bodyManyTimesTooLarge_isCutOff() throws IOException {
    try (TestingConnection connection = connect()) {
      connection.send(TestingConnection.head("/echo", 1_000_000)).send("x".repeat(5_000));
      assertError(connection.answer(), 413, "100 bytes: send a smaller");
      assertThat(connection.endsInSilence()).isTrue();
    }
  }

  @Test
  void post_bodyDoesNotCome_isRefusedInTime() throws IOException {
    restart(new HttpLimits(1_000, 100, 10_000, 10, Duration.ofSeconds(30), Duration.ofMillis(200)));
    try (TestingConnection connection = connect()) {
      connection.send(TestingConnection.head("/echo", 10)).send("x");
      assertError(connection.answer(), 408, "took 200 ms in all: send it faster");
    }
  }

  @Test
  void post_bodyPauses_isRefusedInTime() throws IOException {
    restart(new HttpLimits(1_000, 100, 10_000, 10, Duration.ofMillis(200), Duration.ofSeconds(30)));
    try (TestingConnection connection = connect()) {
      connection.send(TestingConnection.head("/echo", 10)).send("x");
      assertError(connection.answer(), 408, "paused for 200 ms");
    }
  }

  @Test
  void connection_saysNothing_isEndedInSilence() throws IOException {
    restart(new HttpLimits(1_000, 100, 10_000, 10, Duration.ofMillis(200), Duration.ofSeconds(30)));
    try (TestingConnection connection = connect()) {
      assertThat(connection.get("/health").status()).isEqualTo(200);
      assertThat(connection.endsInSilence()).isTrue();
    }
  }

  @Test
  void post_answerTakesLongerThanAConnectionMayBeSilent_stillArrives() throws Exception {
    restart(new HttpLimits(1_000, 100, 10_000, 10, Duration.ofMillis(100), Duration.ofSeconds(30)));
    try (TestingConnection slow = connect()) {
      slow.send(TestingConnection.head("/later", 0));
      for (int i = 0; i < 3; i++) {
        try (TestingConnection silent = connect()) {
          assertThat(silent.endsInSilence()).isTrue(); // takes as long as may be
        }
      }
      later.complete(HttpReply.text(200, "text/plain", "now"));
      assertThat(slow.answer().body()).isEqualTo("now");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "''",
    "GET /health HTTP/1.1",
    "POST /echo HTTP/1.1\\r\\nHost: localhost\\r\\nContent-Length: 9\\r\\n\\r\\nx"
  })
  void health_while200ConnectionsSendNoMore_answersAtOnce(String sent) throws IOException {
    List<TestingConnection> slow = new ArrayList<>();
    try (TestingConnection warm = connect()) {
      warm.get("/health");
      for (int i = 0; i < 200; i++) {
        slow.add(connect().send(sent.translateEscapes()));
      }
      long[] nanos = new long[11];
      for (int i = 0; i < nanos.length; i++) {
        long began = System.nanoTime();
        try (TestingConnection fresh = connect()) {
          assertThat(fresh.get("/health").status()).isEqualTo(200);
        }
        nanos[i] = System.nanoTime() - began;
      }
      assertThat(Duration.ofNanos(median(nanos))).isLessThan(Duration.ofMillis(100));
    } finally {
      for (TestingConnection connection : slow) {
        connection.close();
      }
    }
  }

  /** A server that holds back the last packet is 40 ms late. */
  @Test
  void get_keptAlive_isNotHeldBack() throws IOException {
    long[] nanos = new long[101];
    try (TestingConnection connection = connect()) {
      for (int i = 0; i < nanos.length; i++) {
        long began = System.nanoTime();
        connection.get("/health");
        nanos[i] = System.nanoTime() - began;
      }
    }
    assertThat(Duration.ofNanos(median(nanos))).isLessThan(Duration.ofMillis(20));
  }

  @Test
  void start_portIsTaken_namesIt() {
    assertThatThrownBy(() -> WebServer.start(server.address(), LIMITS, new HttpRoutes()))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "cannot listen on %s:%d (Address already in use): choose another port"
                .formatted(server.address().getHostString(), server.address().getPort()));
  }

  @Test
  void close_answerOnItsWay_isStillSent() throws Exception {
    try (TestingConnection connection = connect()) {
      connection.send(TestingConnection.head("/later", 0));
      assertThat(connect().get("/health").status()).isEqualTo(200);
      FutureTask<Boolean> closing =
          new FutureTask<>(
              () -> {
                server.close();
                return true;
              });
      new Thread(closing).start();
      later.complete(HttpReply.text(200, "text/plain", "last"));
      assertThat(connection.answer().body()).isEqualTo("last");
      assertThat(closing.get()).isTrue();
    }
  }

  @Test
  void close_silentConnections_endsAtOnceAndLeavesNoThread() throws IOException {
    List<TestingConnection> silent = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      silent.add(connect());
    }
    silent.get(0).get("/health");
    long began = System.nanoTime();
    server.close();
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(3));
    assertThatThrownBy(this::connect).isInstanceOf(IOException.class);
    assertThat(Thread.getAllStackTraces().keySet())
        .extracting(Thread::getName)
        .noneMatch(name -> name.startsWith("http"));
    for (TestingConnection connection : silent) {
      connection.close();
    }
  }

  private void restart(HttpLimits limits) {
    server.close();
    server = start(limits);
  }

  private WebServer start(HttpLimits limits) {
    HttpRoutes routes =
        new HttpRoutes()
            .get("/health", call -> HttpReply.json(200, Map.of("status", "ok")))
            .post("/echo", call -> CompletableFuture.completedFuture(echo(call)))
            .post("/later", call -> later)
            .post("/fails", call -> CompletableFuture.failedFuture(new IOException("disk")))
            .post(
                "/broken",
                call -> {
                  throw new IllegalStateException("broken");
                });
    try {
      return WebServer.start(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), limits, routes);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static HttpReply echo(HttpCall call) {
    return HttpReply.text(200, "text/plain", new String(call.body(), StandardCharsets.UTF_8));
  }

  private TestingConnection connect() throws IOException {
    return new TestingConnection(server.address());
  }

  private static void assertError(Answer answer, int status, String step) throws IOException {
    assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
    assertThat(answer.headers()).containsEntry("content-type", "application/json");
    assertThat(JsonMapper.builder().build().readTree(answer.body()).get("error").asText())
        .contains(step)
        .contains(": ");
  }

  private static long median(long[] values) {
    Arrays.sort(values);
    return values[values.length / 2];
  }
}
