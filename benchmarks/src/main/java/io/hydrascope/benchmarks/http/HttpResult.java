package io.hydrascope.benchmarks.http;

import io.hydrascope.benchmarks.Machine;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@link HttpBenchmark} writes.
 *
 * @param targetMedianMillis of our server's answers on a kept connection
 * @param targetSlowMillis of our server's answer beside slow connections
 * @param slowConnections that send the half of a request and no more
 */
record HttpResult(
    Machine machine,
    double targetMedianMillis,
    double targetSlowMillis,
    int slowConnections,
    List<ServerTimes> servers) {
  HttpResult {
    servers = List.copyOf(servers);
  }

  /**
   * @param requests on one kept connection, GET and POST in turns
   * @param besideSlowMillis a new connection's median beside slow ones; null where an answer did
   *     not come
   */
  record ServerTimes(
      String server,
      int requests,
      double medianMillis,
      double p99Millis,
      @Nullable Double besideSlowMillis) {}
}
