package io.hydrascope.storage;

import java.io.Serializable;
import java.net.URI;

/**
 * A ClickHouse server, who asks, and in which database.
 *
 * @param url of the HTTP interface, for example {@code http://localhost:8123}
 */
public record ClickHouseEndpoint(String url, String user, String password, String database)
    implements Serializable {
  public static final String DATABASE = "hydrascope";

  public ClickHouseEndpoint {
    String scheme = URI.create(url).getScheme();
    if (!"http".equals(scheme) && !"https".equals(scheme)) {
      throw new IllegalArgumentException("url=" + url + " must begin with http:// or https://");
    }
    if (user.isBlank() || !database.matches("[A-Za-z_][A-Za-z0-9_]*")) {
      throw new IllegalArgumentException("user='" + user + "', database='" + database + "'");
    }
  }

  /** By its name; what a name stands for elsewhere is not asked. */
  public boolean isOnThisMachine() {
    String host = String.valueOf(URI.create(url).getHost());
    return host.equals("localhost") || host.equals("[::1]") || host.matches("127(\\.\\d+){3}");
  }

  @Override
  public String toString() {
    return "ClickHouseEndpoint[url=" + url + ", user=" + user + ", database=" + database + "]";
  }
}
