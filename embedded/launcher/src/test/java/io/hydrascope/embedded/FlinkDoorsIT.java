package io.hydrascope.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nobody without the key gets a word out of any of Flink's ports. */
final class FlinkDoorsIT {
  private static final int TIMEOUT_MILLIS = 30_000;
  private static final String SUBMISSION =
      """
      POST /jobs HTTP/1.1\r
      Host: %s\r
      Origin: %s\r
      Content-Type: multipart/form-data; boundary=x\r
      Content-Length: 78\r
      \r
      --x\r
      Content-Disposition: form-data; name="request"\r
      \r
      {"jobGraphFileName":""}\r
      --x--\r
      """;

  @TempDir private static Path directory;
  private static Set<Path> leftBefore;
  private static EmbeddedFlink flink;

  @BeforeAll
  static void start() throws IOException {
    leftBefore = extractedJars();
    flink = EmbeddedFlink.start(FlinkSettings.in(directory).withTaskManagers(1, 1));
  }

  @AfterAll
  static void stop() throws IOException {
    flink.close();
    assertThat(extractedJars()).as("left in the system's temporary folder").isEqualTo(leftBefore);
  }

  @Test
  void rest_withTheKey_answers() {
    assertThat(HttpProbe.get(flink.access(), "/overview")).isPresent();
  }

  @Test
  void everyPort_clientWithoutTheKey_isRefused() throws Exception {
    Set<Integer> ports = listening(flink.pids());
    // REST, RPC, blobs and metrics of the one, RPC, data and metrics of the other.
    assertThat(ports).hasSizeGreaterThanOrEqualTo(6).contains(flink.restUrl().getPort());
    for (int port : ports) {
      assertThatThrownBy(() -> talk(stranger().getSocketFactory().createSocket(host(), port)))
          .as("TLS without a key, port %d", port)
          .isInstanceOf(IOException.class);
      assertThat(plain(port)).as("without TLS, port %d", port).doesNotContain(" 200 ");
    }
  }

  @Test
  void rest_plainHttp_isSentToTls() throws IOException {
    assertThat(plain(flink.restUrl().getPort())).startsWith("HTTP/1.1 301");
  }

  @Test
  void rest_pageOfSomebodyElseInABrowserWithTheKey_isRefused() throws IOException {
    String own = flink.restUrl().getAuthority();
    assertThat(submitted(own, "https://" + own)).doesNotContain("Host and Origin");
    assertThat(submitted(own, "https://evil.example")).startsWith("HTTP/1.1 403");
    assertThat(submitted(own, "null")).startsWith("HTTP/1.1 403");
    assertThat(submitted("evil.example", "https://" + own)).startsWith("HTTP/1.1 403");
    assertThat(submitted("localhost:" + flink.restUrl().getPort(), "http://" + own))
        .startsWith("HTTP/1.1 403");
  }

  @Test
  void files_key_areForTheirOwnerOnly() throws IOException {
    assertThat(permissions(directory)).isEqualTo("rwx------");
    for (String name :
        List.of("key/flink.p12", "key/flink.pem", "key/password", "conf/config.yaml")) {
      assertThat(permissions(directory.resolve(name))).as(name).isEqualTo("rw-------");
    }
    assertThat(flink.key().toString()).doesNotContain(flink.key().password());
  }

  @Test
  void password_shownConfigurationLogsAndProcesses_haveItNot() throws IOException {
    String password = flink.key().password();
    assertThat(HttpProbe.get(flink.access(), "/jobmanager/config").orElseThrow())
        .contains("security.ssl.rest.keystore-password")
        .doesNotContain(password);
    try (Stream<Path> logs = Files.list(directory.toRealPath())) {
      for (Path log : logs.filter(file -> file.toString().endsWith(".log")).toList()) {
        assertThat(Files.readString(log)).as(log.toString()).doesNotContain(password);
      }
    }
    for (long pid : flink.pids()) {
      Path line = Path.of("/proc", Long.toString(pid), "cmdline");
      assertThat(Files.readString(line)).doesNotContain(password);
    }
  }

  @Test
  void anotherUser_readsNoKeyAndRunsNothing() throws Exception {
    Assumptions.assumeTrue(
        "root".equals(System.getProperty("user.name")) && Files.exists(Path.of("/usr/bin/setpriv")),
        "only root may become another user, by setpriv of util-linux");
    Path key = directory.toRealPath().resolve("key").resolve("flink.pem");
    assertThat(asNobody("cat", key.toString())).isNotZero();
    assertThat(asNobody("test", "-e", key.toString())).isNotZero();
    assertThat(asNobody("true")).isZero();
  }

  private static int asNobody(String... command) throws IOException, InterruptedException {
    Stream<String> become =
        Stream.of("setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups");
    Process process =
        new ProcessBuilder(Stream.concat(become, Stream.of(command)).toList())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(process.waitFor(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS)).isTrue();
    return process.exitValue();
  }

  private static InetAddress host() {
    return InetAddress.getLoopbackAddress();
  }

  /** With the key, as a browser would send it for any page. */
  private static String submitted(String host, String origin) throws IOException {
    Socket socket =
        flink.key().context().getSocketFactory().createSocket(host(), flink.restUrl().getPort());
    return exchange(socket, SUBMISSION.formatted(host, origin));
  }

  private static String plain(int port) {
    try {
      return talk(new Socket(host(), port));
    } catch (IOException e) {
      return "refused: " + e;
    }
  }

  private static String talk(Socket socket) throws IOException {
    return exchange(socket, "GET /overview HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
  }

  private static String exchange(Socket opened, String request) throws IOException {
    try (Socket socket = opened) {
      socket.setSoTimeout(TIMEOUT_MILLIS);
      OutputStream out = socket.getOutputStream();
      out.write(request.getBytes(StandardCharsets.US_ASCII));
      out.flush();
      InputStream in = socket.getInputStream();
      ByteArrayOutputStream answer = new ByteArrayOutputStream();
      int read = in.read();
      while (read >= 0 && read != '\n') {
        answer.write(read);
        read = in.read();
      }
      return answer.toString(StandardCharsets.US_ASCII);
    }
  }

  /** Trusts every server and has no key. */
  private static SSLContext stranger() throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {new Trusting()}, null);
    return context;
  }

  private static final class Trusting implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }

  /** Ports of TCP that these processes listen on, by Linux's own tables. */
  private static Set<Integer> listening(List<Long> pids) throws IOException {
    Set<String> sockets = new HashSet<>();
    for (long pid : pids) {
      try (Stream<Path> files = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
        for (Path file : files.toList()) {
          if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            sockets.add(Files.readSymbolicLink(file).toString());
          }
        }
      }
    }
    Set<Integer> ports = new HashSet<>();
    for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
      for (String line : Files.readAllLines(Path.of(table))) {
        String[] columns = line.strip().split("\\s+", -1);
        if (columns[3].equals("0A") && sockets.contains("socket:[" + columns[9] + "]")) {
          ports.add(Integer.parseInt(columns[1].substring(columns[1].indexOf(':') + 1), 16));
        }
      }
    }
    return ports;
  }

  private static String permissions(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  private static Set<Path> extractedJars() throws IOException {
    try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return Set.copyOf(
          files
              .filter(file -> file.getFileName().toString().startsWith("flink-rpc-akka"))
              .toList());
    }
  }
}
