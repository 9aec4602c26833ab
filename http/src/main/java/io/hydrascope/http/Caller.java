package io.hydrascope.http;

import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Who may ask. A web page of somebody else reaches a server on this machine through the browser of
 * whoever looks at it: by its address, which the header Origin tells, or by a name of the page's
 * own that points here, which the header Host tells.
 *
 * @param bound where the server listens
 */
record Caller(InetSocketAddress bound) {
  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[::1]|\\[0:0:0:0:0:0:0:1]");
  private static final Pattern PORT = Pattern.compile(":\\d{0,5}$");

  /** Why the request is not answered, if so. */
  Optional<String> refusal(HttpCall call) {
    String host = call.header("Host").orElse("").toLowerCase(Locale.ROOT);
    if (isBoundToThisMachine() && !isKnown(PORT.matcher(host).replaceFirst(""))) {
      return Optional.of(
          "Host=%s is no name of this machine: ask localhost or 127.0.0.1".formatted(host));
    }
    Optional<String> origin = call.header("Origin");
    if (origin.isPresent() && !isOf(host, origin.get())) {
      return Optional.of(
          "Origin=%s is another site than Host=%s: ask without a web page of others"
              .formatted(origin.get(), host));
    }
    return Optional.empty();
  }

  private boolean isBoundToThisMachine() {
    return bound.getAddress() != null && bound.getAddress().isLoopbackAddress();
  }

  private boolean isKnown(String name) {
    return LOOPBACK.matcher(name).matches() || name.equalsIgnoreCase(bound.getHostString());
  }

  private static boolean isOf(String host, String origin) {
    try {
      String authority = URI.create(origin).getRawAuthority();
      return authority != null && authority.toLowerCase(Locale.ROOT).equals(host);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
