package io.hydrascope.storage;

import io.hydrascope.schemas.text.BadInputException;
import java.net.URI;
import java.util.Optional;

/** {@code http://user:password@host:port} as people give it with {@code --clickhouse}. */
public final class ServerUrl {
  private ServerUrl() {}

  /** The user is {@code default} without a password where none is given. */
  public static ClickHouseEndpoint clickHouse(URI server) {
    if (server.getScheme() == null || server.getHost() == null) {
      throw new BadInputException(
          "--clickhouse %s is no URL such as http://user:password@host:8123".formatted(server));
    }
    String login = Optional.ofNullable(server.getUserInfo()).orElse("default:");
    int colon = login.indexOf(':');
    String user = colon < 0 ? login : login.substring(0, colon);
    String password = colon < 0 ? "" : login.substring(colon + 1);
    String port = server.getPort() < 0 ? "" : ":" + server.getPort();
    String url = server.getScheme() + "://" + server.getHost() + port;
    return new ClickHouseEndpoint(url, user, password, ClickHouseEndpoint.DATABASE);
  }
}
