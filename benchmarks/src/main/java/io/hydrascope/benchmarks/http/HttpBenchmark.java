package io.hydrascope.benchmarks.http;

import io.hydrascope.benchmarks.Machine;
import io.hydrascope.benchmarks.ResultFile;
import io.hydrascope.benchmarks.http.HttpResult.ServerTimes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Times answers on a kept connection, and beside connections that stop in the midst of a request:
 * {@code HttpBenchmark RESULT.json}. Our server and the JDK's, with and without {@code
 * sun.net.httpserver.nodelay}, have a process each and answer in turns.
 */
public final class HttpBenchmark {
  private static final double TARGET_MEDIAN_MILLIS = 2;
  private static final double TARGET_SLOW_MILLIS = 100;
  private static final int ROUNDS = 6;
  private static final int REQUESTS_A_ROUND = 100;
  private static final int WARM_UP = 400;
  private static final int SLOW_CONNECTIONS = 200;
  private static final int REQUESTS_BESIDE_SLOW = 21;
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final String BODY = "{\"tokens\": [%s1]}".formatted("5, ".repeat(100));
  private static final double NANOS_A_MILLI = 1e6;

  private HttpBenchmark() {}

  public static void main(String[] args) throws Exception {
    if (args.length != 1) {
      System.err.println("usage: RESULT.json");
      System.exit(2);
    }
    try (ServerProcess held = jdk("JDK", false);
        ServerProcess noDelay = jdk("JDK, nodelay", true);
        ServerProcess ours = ServerProcess.start("io.hydrascope.http", "ours", "-Xmx256m")) {
      List<ServerTimes> times = measure(List.of(held, noDelay, ours));
      for (ServerTimes each : times) {
        System.out.printf(
            "%-20s p50 %7.3f ms   p99 %7.3f ms   beside %d slow connections %s%n",
            each.server(),
            each.medianMillis(),
            each.p99Millis(),
            SLOW_CONNECTIONS,
            each.besideSlowMillis() == null
                ? "no answer"
                : "%.3f ms".formatted(each.besideSlowMillis()));
      }
      ResultFile.write(
          Path.of(args[0]),
          new HttpResult(
              Machine.present(),
              TARGET_MEDIAN_MILLIS,
              TARGET_SLOW_MILLIS,
              SLOW_CONNECTIONS,
              times));
    }
  }

  private static ServerProcess jdk(String name, boolean noDelay) throws IOException {
    return ServerProcess.start(name, "jdk", "-Dsun.net.httpserver.nodelay=" + noDelay);
  }

  private static List<ServerTimes> measure(List<ServerProcess> servers) throws Exception {
    Map<ServerProcess, long[]> kept = new LinkedHashMap<>();
    for (ServerProcess server : servers) {
      kept.put(server, new long[ROUNDS * REQUESTS_A_ROUND]);
      time(server, new long[WARM_UP], 0, WARM_UP);
    }
    for (int round = 0; round < ROUNDS; round++) {
      int from = round * REQUESTS_A_ROUND;
      for (Map.Entry<ServerProcess, long[]> each : kept.entrySet()) {
        time(each.getKey(), each.getValue(), from, from + REQUESTS_A_ROUND);
      }
    }
    List<ServerTimes> times = new ArrayList<>();
    for (Map.Entry<ServerProcess, long[]> each : kept.entrySet()) {
      long[] nanos = each.getValue();
      times.add(
          new ServerTimes(
              each.getKey().name(),
              nanos.length,
              quantile(nanos, 0.5),
              quantile(nanos, 0.99),
              besideSlow(each.getKey())));
    }
    return times;
  }

  /** Asks on one connection, one request after the other. */
  private static void time(ServerProcess server, long[] nanos, int from, int to)
      throws IOException, InterruptedException {
    HttpClient client = client();
    HttpRequest get = HttpRequest.newBuilder(server.address().resolve("/health")).build();
    HttpRequest post =
        HttpRequest.newBuilder(server.address().resolve("/echo"))
            .POST(HttpRequest.BodyPublishers.ofString(BODY))
            .build();
    time(client, get); // connects
    for (int i = from; i < to; i++) {
      nanos[i] = time(client, i % 2 == 0 ? get : post);
    }
  }

  private static long time(HttpClient client, HttpRequest request)
      throws IOException, InterruptedException {
    long began = System.nanoTime();
    HttpResponse<String> response =
        client.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    if (response.statusCode() != 200) {
      throw new IOException("%s answers %d".formatted(request.uri(), response.statusCode()));
    }
    return System.nanoTime() - began;
  }

  private static @Nullable Double besideSlow(ServerProcess server)
      throws IOException, InterruptedException {
    List<Socket> slow = new ArrayList<>();
    long[] nanos = new long[REQUESTS_BESIDE_SLOW];
    HttpRequest health =
        HttpRequest.newBuilder(server.address().resolve("/health")).timeout(PATIENCE).build();
    try {
      for (int i = 0; i < SLOW_CONNECTIONS; i++) {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.address().getPort());
        slow.add(socket);
        socket
            .getOutputStream()
            .write(
                "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{"
                    .getBytes(StandardCharsets.UTF_8));
      }
      for (int i = 0; i < nanos.length; i++) {
        nanos[i] = time(client(), health);
      }
      return quantile(nanos, 0.5);
    } catch (HttpTimeoutException e) {
      return null;
    } finally {
      for (Socket socket : slow) {
        socket.close();
      }
    }
  }

  private static HttpClient client() {
    return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  }

  /** The smallest value that so large a part of all does not exceed, in milliseconds. */
  static double quantile(long[] nanos, double part) {
    long[] sorted = nanos.clone();
    Arrays.sort(sorted);
    return sorted[(int) Math.ceil(part * sorted.length) - 1] / NANOS_A_MILLI;
  }
}
