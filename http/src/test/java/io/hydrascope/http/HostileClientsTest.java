package io.hydrascope.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.hydrascope.http.TestingConnection.Answer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Clients that take more than their share, and web pages that ask through somebody's browser. */
@Timeout(60)
class HostileClientsTest {
  private final CompletableFuture<HttpReply> later = new CompletableFuture<>();
  private final CountDownLatch askedForLater = new CountDownLatch(1);
  private final CountDownLatch working = new CountDownLatch(8);
  private final CountDownLatch goOn = new CountDownLatch(1);
  private @Nullable WebServer server;

  @BeforeEach
  void startStandard() throws IOException {
    start(HttpLimits.standard());
  }

  @AfterEach
  void stop() {
    if (server != null) {
      server.close();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "''",
    "GET /health HTTP/1.1",
    "POST /echo HTTP/1.1\\r\\nHost: localhost\\r\\nContent-Length: 9\\r\\n\\r\\nx"
  })
  void health_whileAsManyConnectionsAsMaySendNoMore_isAnswered(String sent) throws Exception {
    start(new HttpLimits(1_000, 100, 10_000, 20, Duration.ofMinutes(5), Duration.ofMinutes(5)));
    try (TestingConnection waiting = connect()) {
      waiting.send(TestingConnection.head("/later", 0));
      assertThat(askedForLater.await(30, TimeUnit.SECONDS)).isTrue();
      List<TestingConnection> slow = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        slow.add(connect().send(sent.translateEscapes()));
      }
      for (int i = 0; i < 30; i++) {
        try (TestingConnection fresh = connect()) {
          assertThat(fresh.get("/health").status()).isEqualTo(200);
        }
      }
      assertThat(slow.get(0).endsInSilence()).as("the slowest has made room").isTrue();
      later.complete(HttpReply.text(200, "text/plain", "now"));
      assertThat(waiting.answer().body()).as("who waits for an answer stays").isEqualTo("now");
      for (TestingConnection connection : slow) {
        connection.close();
      }
    }
  }

  @Test
  void post_moreBodiesThanThereIsMemoryFor_areTurnedAwayAndRoomComesBack() throws IOException {
    start(new HttpLimits(1_000, 100, 150, 100, Duration.ofMinutes(5), Duration.ofMinutes(5)));
    try (TestingConnection holder = connect();
        TestingConnection other = connect()) {
      holder.send(TestingConnection.head("/echo", 100)).send("x".repeat(90));
      assertThat(connect().get("/health").status()).isEqualTo(200);
      Answer refused = other.post("/echo", "y".repeat(100));
      while (refused.status() == 200) {
        refused = other.post("/echo", "y".repeat(100)); // the other 90 are still on their way
      }
      assertTurnedAway(refused);
      holder.send("x".repeat(10));
      assertThat(holder.answer().status()).isEqualTo(200);
      assertThat(other.post("/echo", "y".repeat(100)).status()).isEqualTo(200);
    }
  }

  @Test
  void health_whileEveryWorkerReadsAPrompt_isAnswered() throws Exception {
    List<TestingConnection> asking = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      asking.add(connect().send(TestingConnection.head("/slow", 0)));
    }
    assertThat(working.await(30, TimeUnit.SECONDS)).isTrue();
    try (TestingConnection connection = connect()) {
      assertThat(connection.get("/health").status()).isEqualTo(200);
    }
    goOn.countDown();
    for (TestingConnection connection : asking) {
      assertThat(connection.answer().status()).isEqualTo(200);
      connection.close();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "evil.example, '', 403",
    "evil.example:80, '', 403",
    "localhost.evil.example, '', 403",
    "127.0.0.1.evil.example, '', 403",
    "localhost, http://evil.example, 403",
    "localhost:80, http://localhost:81, 403",
    "localhost, null, 403",
    "localhost, 'http://[', 403",
    "localhost:80, http://localhost:80, 200",
    "127.0.0.1:80, '', 200",
    "'[::1]:80', 'http://[::1]:80', 200",
    "LOCALHOST, '', 200",
  })
  void request_fromAWebPageOfOthers_isRefused(String host, String origin, int status)
      throws IOException {
    String header = origin.isEmpty() ? "" : "Origin: " + origin + "\r\n";
    try (TestingConnection connection = connect()) {
      connection.send(
          "POST /echo HTTP/1.1\r\nHost: %s\r\n%sContent-Length: 1\r\n\r\nx"
              .formatted(host, header));
      assertThat(connection.answer().status()).isEqualTo(status);
    }
  }

  @Test
  void answer_failsWithAnError_reachesWhoWatchesTheThreads() throws Exception {
    AtomicReference<Throwable> seen = new AtomicReference<>();
    Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
    Thread.setDefaultUncaughtExceptionHandler((thread, error) -> seen.set(error));
    try (TestingConnection connection = connect()) {
      assertThat(connection.post("/full", "").status()).isEqualTo(500);
      assertThat(seen.get()).isInstanceOf(OutOfMemoryError.class);
    } finally {
      Thread.setDefaultUncaughtExceptionHandler(before);
    }
  }

  private CompletableFuture<HttpReply> later() {
    askedForLater.countDown();
    return later;
  }

  private HttpReply slow() {
    working.countDown();
    try {
      goOn.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return HttpReply.json(200, Map.of());
  }

  private void start(HttpLimits limits) throws IOException {
    stop();
    HttpRoutes routes =
        new HttpRoutes()
            .get("/health", call -> HttpReply.json(200, Map.of("status", "ok")))
            .post("/echo", call -> CompletableFuture.completedFuture(echo(call)))
            .post("/later", call -> later())
            .post("/slow", call -> CompletableFuture.completedFuture(slow()))
            .post(
                "/full",
                call -> {
                  throw new OutOfMemoryError("Java heap space");
                });
    server =
        WebServer.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), limits, routes);
  }

  private static HttpReply echo(HttpCall call) {
    return HttpReply.text(200, "text/plain", new String(call.body(), StandardCharsets.UTF_8));
  }

  private TestingConnection connect() throws IOException {
    return new TestingConnection(Objects.requireNonNull(server).address());
  }

  private static void assertTurnedAway(Answer answer) {
    assertThat(answer.status()).isEqualTo(429);
    assertThat(answer.body()).contains("150 bytes that all bodies may have together: ask again");
  }
}
