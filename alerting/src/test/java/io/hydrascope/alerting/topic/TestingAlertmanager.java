package io.hydrascope.alerting.topic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.hydrascope.testkit.Await;
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
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Alertmanager itself, from Debian's package, unpacked below {@code target}. */
final class TestingAlertmanager implements AutoCloseable {
  private static final Path HOME = Path.of("target", "alertmanager").toAbsolutePath();
  private static final Path BINARY = HOME.resolve("usr/bin/prometheus-alertmanager");

  /** It looks for its templates where the package would have put them. */
  private static final String WITH_ITS_FILES = "mount --bind \"$0\" /usr/share && exec \"$@\"";

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

  /** Empty where Debian's packages or a mount of its own are not to be had. */
  static Optional<TestingAlertmanager> start(Path data) throws Exception {
    if (!isThere()) {
      return Optional.empty();
    }
    int port = freePort();
    Path config = Files.writeString(data.resolve("alertmanager.yml"), CONFIG);
    Process process =
        new ProcessBuilder(
                "unshare",
                "-rm",
                "sh",
                "-c",
                WITH_ITS_FILES,
                HOME.resolve("usr/share").toString(),
                BINARY.toString(),
                "--config.file=" + config,
                "--storage.path=" + data.resolve("alertmanager"),
                "--web.listen-address=127.0.0.1:" + port,
                "--cluster.listen-address=")
            .redirectErrorStream(true)
            .redirectOutput(data.resolve("alertmanager.log").toFile())
            .start();
    TestingAlertmanager started = new TestingAlertmanager(process, port);
    Await.until(Duration.ofSeconds(30), started::isReady, () -> "Alertmanager on port " + port);
    return Optional.of(started);
  }

  private static boolean isThere() throws IOException, InterruptedException {
    Files.createDirectories(HOME);
    if (!runs("unshare", "-rm", "true")) {
      return false;
    }
    if (Files.isExecutable(BINARY)) {
      return true;
    }
    if (!runs("apt-get", "download", "prometheus-alertmanager")) {
      return false;
    }
    try (Stream<Path> files = Files.list(HOME)) {
      Optional<Path> deb = files.filter(file -> file.toString().endsWith(".deb")).findFirst();
      return deb.isPresent() && runs("dpkg-deb", "-x", deb.get().toString(), HOME.toString());
    }
  }

  private static boolean runs(String... command) throws InterruptedException {
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(HOME.toFile())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor(60, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException e) {
      return false; // no Debian here
    }
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
