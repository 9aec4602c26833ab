package io.hydrascope.alerting.rules;

import java.net.URI;
import java.util.List;

/** A receiver of alerts, by name. Every alert goes to the topic as well, whatever its routes. */
public sealed interface Route {
  String name();

  /** Where it goes, for people; never a secret. */
  String destination();

  /**
   * @param url of the server, without {@code /api/v2}
   */
  record Alertmanager(String name, URI url) implements Route {
    public Alertmanager {
      Rule.requireName("route", name);
      requireHttp(name, url);
    }

    @Override
    public String destination() {
      return "Alertmanager " + url;
    }
  }

  /**
   * @param secretVariable the environment variable that holds the key of the signature
   */
  record Webhook(String name, URI url, String secretVariable) implements Route {
    public Webhook {
      Rule.requireName("route", name);
      requireHttp(name, url);
    }

    @Override
    public String destination() {
      return "webhook " + url;
    }
  }

  private static void requireHttp(String name, URI url) {
    if (!List.of("http", "https").contains(String.valueOf(url.getScheme()))
        || url.getHost() == null) {
      throw new IllegalArgumentException(
          "route %s: url=%s: expected http://host:port or https://host".formatted(name, url));
    }
  }
}
