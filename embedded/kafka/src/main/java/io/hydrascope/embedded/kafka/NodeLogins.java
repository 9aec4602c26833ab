package io.hydrascope.embedded.kafka;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;

/**
 * Who may talk to the node: SASL/PLAIN on the broker's listener and on the controller's, which
 * takes requests of administrators too. Whatever no access control list allows is denied.
 *
 * @param passwords by user
 */
record NodeLogins(Map<String, String> passwords) {
  /** The owner and the node itself may do everything. */
  private static final String OWNER = "hydrascope";

  /** Its password ends with the process. */
  private static final String NODE = "hydrascope_node";

  private static final int PASSWORD_BYTES = 24;
  private static final String MECHANISM = "PLAIN";
  private static final String MODULE =
      "org.apache.kafka.common.security.plain.PlainLoginModule required";

  NodeLogins {
    passwords = Map.copyOf(passwords);
  }

  /**
   * @param file {@code user=password} a line
   */
  static NodeLogins read(Path file) throws IOException {
    Map<String, String> passwords = new LinkedHashMap<>();
    for (String line : Files.readAllLines(file)) {
      int sign = line.indexOf('=');
      if (sign < 1) {
        throw new IOException(file + " has a line that is not user=password");
      }
      passwords.put(line.substring(0, sign), line.substring(sign + 1));
    }
    byte[] random = new byte[PASSWORD_BYTES];
    new SecureRandom().nextBytes(random);
    passwords.put(NODE, Base64.getUrlEncoder().withoutPadding().encodeToString(random));
    return new NodeLogins(passwords);
  }

  void addTo(Properties properties) {
    properties.setProperty("sasl.enabled.mechanisms", MECHANISM);
    properties.setProperty("sasl.mechanism.inter.broker.protocol", MECHANISM);
    properties.setProperty("sasl.mechanism.controller.protocol", MECHANISM);
    for (String listener : new String[] {NodeProperties.BROKER, NodeProperties.CONTROLLER}) {
      properties.setProperty(
          "listener.name." + listener.toLowerCase(Locale.ROOT) + ".plain.sasl.jaas.config", jaas());
    }
    properties.setProperty(
        "authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
    properties.setProperty("super.users", "User:%s;User:%s".formatted(OWNER, NODE));
  }

  private String jaas() {
    String users =
        passwords.entrySet().stream()
            .map(login -> " user_%s=\"%s\"".formatted(login.getKey(), login.getValue()))
            .collect(Collectors.joining());
    return "%s username=\"%s\" password=\"%s\"%s;"
        .formatted(MODULE, NODE, passwords.get(NODE), users);
  }

  @Override
  public String toString() {
    return "NodeLogins[users=" + passwords.keySet() + "]";
  }
}
