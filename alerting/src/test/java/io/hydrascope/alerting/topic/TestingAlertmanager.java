package io.hydrascope.alerting.topic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.hydrascope.testkit.Await;
import io.hydrascope.testkit.TestingTool;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Alertmanager itself, as Debian packages it. */
final class TestingAlertmanager implements AutoCloseable {
  private static final String PACKAGE = "prometheus-alertmanager";

  private static final String CONFIG =
      """
      route:
        receiver: nobody
        group_by: [model, base_revision, revision]
        group_wait: 1s
      receivers:
        - name: nobody
      """;

  private final Process process;
  private final int port;

  private TestingAlertmanager(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /** Ends the calling test where it is missing. */
  static TestingAlertmanager start(Path data) throws IOException {
    Path binary = TestingTool.require(PACKAGE, PACKAGE);
    int port = freePort();
    Path config = Files.writeString(data.resolve("alertmanager.yml"), CONFIG);
    Process process =
        new ProcessBuilder(
                binary.toString(),
                "--config.file=" + config,
                "--storage.path=" + data.resolve("alertmanager"),
                "--web.listen-address=127.0.0.1:" + port,
                "--cluster.listen-address=")
            .redirectErrorStream(true)
            .redirectOutput(data.resolve("alertmanager.log").toFile())
            .start();
    TestingAlertmanager started = new TestingAlertmanager(process, port);
    Await.until(Duration.ofSeconds(30), started::isReady, () -> "Alertmanager on port " + port);
    return started;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + port);
  }

  private boolean isReady() {
    try {
      return get("/-/ready").statusCode() == 200;
    } catch (IOException e) {
      return false; // not yet
    }
  }

  /** What it shows under {@code /api/v2}. */
  JsonNode show(String path) {
    try {
      return JsonMapper.builder().build().readTree(get("/api/v2" + path).body());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private HttpResponse<String> get(String path) throws IOException {
    try {
      return HttpClient.newHttpClient()
          .send(
              HttpRequest.newBuilder(url().resolve(path)).timeout(Duration.ofSeconds(5)).build(),
              HttpResponse.BodyHandlers.ofString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().join();
  }

  static List<String> labels(JsonNode alerts, String label) {
    return alerts.findValues("labels").stream().map(labels -> labels.path(label).asText()).toList();
  }
}
