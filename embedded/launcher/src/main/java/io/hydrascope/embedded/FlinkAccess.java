package io.hydrascope.embedded;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.HttpsURLConnection;

/**
 * How to reach a Flink cluster's REST interface.
 *
 * @param key that it wants to see; empty where it asks for none
 */
public record FlinkAccess(URI restUrl, Optional<FlinkKey> key) {
  /** Of a cluster that asks for no key. */
  public static FlinkAccess of(URI restUrl) {
    return new FlinkAccess(restUrl, Optional.empty());
  }

  /** A connection that has not begun yet, with a limit for connecting and for each read. */
  public HttpURLConnection open(String path, int timeoutMillis) throws IOException {
    HttpURLConnection connection =
        (HttpURLConnection) restUrl.resolve(path).toURL().openConnection();
    connection.setConnectTimeout(timeoutMillis);
    connection.setReadTimeout(timeoutMillis);
    if (key.isPresent() && connection instanceof HttpsURLConnection secure) {
      secure.setSSLSocketFactory(key.get().context().getSocketFactory());
    }
    return connection;
  }

  /** What Flink's own client is told beside the address. */
  public Map<String, String> clientOptions() {
    return key.map(FlinkKey::restOptions).orElse(Map.of());
  }
}
