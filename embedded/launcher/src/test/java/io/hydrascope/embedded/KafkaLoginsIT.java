package io.hydrascope.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Kafka with logins lets in those alone who have one, to what lists allow them. */
final class KafkaLoginsIT {
  private static final Duration SHORT = Duration.ofSeconds(8);
  private static final KafkaLogins LOGINS = KafkaLogins.random();

  @TempDir private static Path directory;
  private static EmbeddedKafka kafka;

  @BeforeAll
  static void start() throws Exception {
    kafka = EmbeddedKafka.start(KafkaSettings.in(directory).withLogins(LOGINS));
    try (Admin owner = Admin.create(client(KafkaLogins::owner))) {
      owner
          .createTopics(
              List.of(
                  new NewTopic("captures", 1, (short) 1), new NewTopic("control", 1, (short) 1)))
          .all()
          .get();
      owner.createAcls(List.of(mayWrite(LOGINS.agent(), "captures"))).all().get();
    }
  }

  @AfterAll
  static void stop() {
    kafka.close();
  }

  @Test
  void agent_topicOfItsList_writes() throws Exception {
    send(client(KafkaLogins::agent), "captures");
  }

  @Test
  void agent_anythingElse_isDenied() {
    Map<String, Object> agent = client(KafkaLogins::agent);
    assertThatThrownBy(() -> send(agent, "control"))
        .hasRootCauseInstanceOf(TopicAuthorizationException.class);
    try (Admin admin = Admin.create(agent)) {
      assertThatThrownBy(
              () -> admin.createAcls(List.of(mayWrite(LOGINS.agent(), "control"))).all().get())
          .isInstanceOf(ExecutionException.class)
          .hasRootCauseInstanceOf(ClusterAuthorizationException.class);
      assertThatThrownBy(() -> admin.deleteTopics(List.of("captures")).all().get())
          .isInstanceOf(ExecutionException.class)
          .hasRootCauseInstanceOf(TopicAuthorizationException.class);
    }
  }

  @Test
  void userWithoutAnyList_isDenied() {
    assertThatThrownBy(() -> send(client(KafkaLogins::operator), "control"))
        .hasRootCauseInstanceOf(TopicAuthorizationException.class);
  }

  @Test
  void wrongPassword_isRefused() {
    Map<String, Object> wrong = client(KafkaLogins::agent);
    String right = LOGINS.agent().password();
    wrong.replaceAll((key, value) -> value.toString().replace(right, "guess"));
    assertThatThrownBy(() -> send(wrong, "captures"))
        .hasRootCauseInstanceOf(SaslAuthenticationException.class);
  }

  @Test
  void noLogin_brokerAndController_tellNothing() throws IOException {
    for (String key : List.of("bootstrap.servers", "bootstrap.controllers")) {
      String address =
          key.equals("bootstrap.servers") ? kafka.bootstrapServers() : controllerAddress();
      try (Admin stranger = Admin.create(limited(Map.of(key, address)))) {
        assertThatThrownBy(() -> stranger.describeCluster().clusterId().get())
            .as(key)
            .isInstanceOf(ExecutionException.class)
            .hasCauseInstanceOf(TimeoutException.class);
      }
    }
  }

  @Test
  void controller_agent_isDeniedToChangeTheCluster() throws IOException {
    Map<String, Object> agent = client(KafkaLogins::agent);
    agent.remove("bootstrap.servers");
    agent.put("bootstrap.controllers", controllerAddress());
    try (Admin admin = Admin.create(agent)) {
      assertThatThrownBy(
              () -> admin.createAcls(List.of(mayWrite(LOGINS.agent(), "control"))).all().get())
          .isInstanceOf(ExecutionException.class)
          .hasRootCauseInstanceOf(ClusterAuthorizationException.class);
    }
  }

  @Test
  void files_withPasswords_areForTheirOwnerOnlyAndNoLogHasOne() throws IOException {
    assertThat(permissions(directory)).isEqualTo("rwx------");
    for (String name : List.of("logins", "server.properties", "hydrascope_agent.properties")) {
      assertThat(permissions(directory.resolve(name))).as(name).isEqualTo("rw-------");
    }
    String command =
        Files.readString(Path.of("/proc", Long.toString(kafka.pids().get(0)), "cmdline"));
    String log = Files.readString(kafka.log());
    for (Login login : LOGINS.all()) {
      assertThat(command).doesNotContain(login.password());
      assertThat(log).doesNotContain(login.password());
      assertThat(LOGINS.toString()).doesNotContain(login.password());
    }
  }

  @Test
  void start_nodeThatLetEverybodyIn_asksForLoginsFromThenOn(@TempDir Path other) throws Exception {
    try (EmbeddedKafka open = EmbeddedKafka.start(KafkaSettings.in(other));
        Admin anybody =
            Admin.create(limited(Map.of("bootstrap.servers", open.bootstrapServers())))) {
      anybody.createTopics(List.of(new NewTopic("captures", 1, (short) 1))).all().get();
    }
    try (EmbeddedKafka closed = EmbeddedKafka.start(KafkaSettings.in(other).withLogins(LOGINS))) {
      Map<String, Object> owner = read(closed.clientProperties(KafkaLogins::owner));
      try (Admin admin = Admin.create(owner)) {
        assertThat(admin.listTopics().names().get()).containsExactly("captures");
      }
      try (Admin stranger =
          Admin.create(limited(Map.of("bootstrap.servers", closed.bootstrapServers())))) {
        assertThatThrownBy(() -> stranger.listTopics().names().get())
            .hasCauseInstanceOf(TimeoutException.class);
      }
    }
  }

  private static AclBinding mayWrite(Login login, String topic) {
    return new AclBinding(
        new ResourcePattern(ResourceType.TOPIC, topic, PatternType.LITERAL),
        new AccessControlEntry(
            "User:" + login.user(), "127.0.0.1", AclOperation.WRITE, AclPermissionType.ALLOW));
  }

  private static void send(Map<String, Object> client, String topic) throws Exception {
    try (var producer =
        new KafkaProducer<>(client, new StringSerializer(), new StringSerializer())) {
      producer.send(new ProducerRecord<>(topic, "value")).get();
    }
  }

  private static Map<String, Object> client(Function<KafkaLogins, Login> whose) {
    return read(kafka.clientProperties(whose));
  }

  private static Map<String, Object> read(Path file) {
    Properties properties = new Properties();
    try (InputStream in = Files.newInputStream(file)) {
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Map<String, Object> client = new HashMap<>();
    properties.stringPropertyNames().forEach(key -> client.put(key, properties.getProperty(key)));
    return client;
  }

  /** Gives up soon: a client without a login does not hear why nobody answers. */
  private static Map<String, Object> limited(Map<String, Object> client) {
    Map<String, Object> all = new HashMap<>(client);
    all.put("default.api.timeout.ms", (int) SHORT.toMillis());
    all.put("request.timeout.ms", (int) SHORT.toMillis());
    return all;
  }

  private static String controllerAddress() throws IOException {
    try (Stream<String> lines = Files.lines(directory.resolve("server.properties"))) {
      return lines
          .filter(line -> line.startsWith("controller.quorum.voters="))
          .map(line -> line.substring(line.indexOf('@') + 1).replace("\\", ""))
          .findFirst()
          .orElseThrow();
    }
  }

  private static String permissions(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }
}
