package io.hydrascope.alerting.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Receivers that answer too much, or never to the end. */
@Timeout(120)
class HttpPostTest {
  private static final Duration LONG = Duration.ofMinutes(1);

  private final CountDownLatch cutOff = new CountDownLatch(1);

  /** Says something on a connection that somebody opened. */
  private interface Answering {
    void answer(OutputStream out) throws IOException;
  }

  @Test
  void send_answerWithoutEnd_isCutOffAndItsStatusCounts() throws Exception {
    try (ServerSocket receiver = receiver(out -> endless(out, "200 OK"))) {
      assertThatCode(() -> new HttpPost(LONG).send(url(receiver), "{}", Map.of()))
          .doesNotThrowAnyException();
      assertThat(cutOff.await(60, TimeUnit.SECONDS)).isTrue();
    }
    try (ServerSocket receiver = receiver(out -> endless(out, "503 Busy"))) {
      assertThatThrownBy(() -> new HttpPost(LONG).send(url(receiver), "{}", Map.of()))
          .isInstanceOfSatisfying(DeliveryException.class, e -> assertThat(e.isFinal()).isFalse())
          .hasMessageContaining("answered 503 xxx");
    }
  }

  @Test
  void send_answerThatStopsOrNeverComes_failsAtTheDeadline() throws Exception {
    HttpPost post = new HttpPost(Duration.ofMillis(300));
    for (Answering slow : new Answering[] {HttpPostTest::beginning, HttpPostTest::nothing}) {
      try (ServerSocket receiver = receiver(slow)) {
        assertThatThrownBy(() -> post.send(url(receiver), "{}", Map.of()))
            .isInstanceOfSatisfying(DeliveryException.class, e -> assertThat(e.isFinal()).isFalse())
            .hasMessageContaining("did not answer in full within 300 ms");
      }
    }
  }

  private static void endless(OutputStream out, String status) throws IOException {
    write(out, "HTTP/1.1 " + status + "\r\nContent-Type: text/plain\r\n\r\n");
    byte[] more = "x".repeat(1 << 16).getBytes(StandardCharsets.UTF_8);
    while (true) {
      out.write(more);
    }
  }

  private static void beginning(OutputStream out) throws IOException {
    write(out, "HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n");
    write(out, "x");
  }

  private static void nothing(OutputStream out) throws IOException {
    out.flush();
  }

  private static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  private ServerSocket receiver(Answering answering) throws IOException {
    ServerSocket receiver = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    Thread thread =
        new Thread(
            () -> {
              try (Socket socket = receiver.accept()) {
                answering.answer(socket.getOutputStream());
                cutOff.await();
              } catch (IOException e) {
                cutOff.countDown();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    thread.setDaemon(true);
    thread.start();
    return receiver;
  }

  private static URI url(ServerSocket receiver) {
    return URI.create("http://127.0.0.1:" + receiver.getLocalPort() + "/");
  }
}
