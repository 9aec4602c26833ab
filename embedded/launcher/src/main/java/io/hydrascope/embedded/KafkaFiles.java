package io.hydrascope.embedded;

import java.nio.file.Path;
import java.util.stream.Collectors;

/**
 * What a Kafka's users need, in its data directory, for its owner alone:
 *
 * <pre>
 * logins                       user=password, a line each, read by the node
 * hydrascope_agent.properties  of each user, for Kafka's clients and tools
 * </pre>
 */
record KafkaFiles(DataDirectory directory, KafkaLogins logins) {
  private static final String CLIENT =
      """
      bootstrap.servers=%s
      security.protocol=SASL_PLAINTEXT
      sasl.mechanism=PLAIN
      sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required username="%s" password="%s";
      """;

  /** Returns the file of logins. */
  Path write(String bootstrapServers) {
    for (Login login : logins.all()) {
      PrivateFile.write(
          clientProperties(login),
          CLIENT.formatted(bootstrapServers, login.user(), login.password()));
    }
    Path file = directory.resolve("logins");
    PrivateFile.write(
        file,
        logins.all().stream()
            .map(login -> login.user() + "=" + login.password() + "\n")
            .collect(Collectors.joining()));
    return file;
  }

  Path clientProperties(Login login) {
    return directory.resolve(login.user() + ".properties");
  }
}
