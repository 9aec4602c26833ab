package io.hydrascope.embedded.kafka;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Properties;

/** The configuration of the node. */
record NodeProperties(
    Path directory, int brokerPort, int controllerPort, Optional<NodeLogins> logins) {
  static final String BROKER = "CLIENT";
  static final String CONTROLLER = "CONTROLLER";

  Properties properties() {
    Properties properties = new Properties();
    properties.setProperty("process.roles", "broker,controller");
    properties.setProperty("node.id", "1");
    properties.setProperty("controller.quorum.voters", "1@127.0.0.1:" + controllerPort);
    String broker = BROKER + "://127.0.0.1:" + brokerPort;
    properties.setProperty(
        "listeners", broker + "," + CONTROLLER + "://127.0.0.1:" + controllerPort);
    properties.setProperty("advertised.listeners", broker);
    properties.setProperty("controller.listener.names", CONTROLLER);
    String protocol = logins.isPresent() ? "SASL_PLAINTEXT" : "PLAINTEXT";
    properties.setProperty(
        "listener.security.protocol.map",
        "%s:%s,%s:%s".formatted(BROKER, protocol, CONTROLLER, protocol));
    properties.setProperty("inter.broker.listener.name", BROKER);
    properties.setProperty("log.dirs", directory.resolve("log").toString());
    properties.setProperty("auto.create.topics.enable", "false");
    addSizesForOneNode(properties);
    logins.ifPresent(allowed -> allowed.addTo(properties));
    return properties;
  }

  /** For its owner alone: it may hold passwords. */
  Path write() throws IOException {
    Path file = directory.resolve("server.properties");
    Files.deleteIfExists(file);
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    // As bytes: what is not Latin-1 is then escaped, and Kafka reads it so.
    try (OutputStream out = Files.newOutputStream(file)) {
      properties().store(out, null);
    }
    return file;
  }

  private static void addSizesForOneNode(Properties properties) {
    properties.setProperty("offsets.topic.replication.factor", "1");
    properties.setProperty("offsets.topic.num.partitions", "1");
    properties.setProperty("transaction.state.log.replication.factor", "1");
    properties.setProperty("transaction.state.log.min.isr", "1");
    properties.setProperty("transaction.state.log.num.partitions", "1");
    properties.setProperty("share.coordinator.state.topic.replication.factor", "1");
    properties.setProperty("share.coordinator.state.topic.min.isr", "1");
    properties.setProperty("share.coordinator.state.topic.num.partitions", "1");
    properties.setProperty("group.initial.rebalance.delay.ms", "0");
    // Topics that end by bytes would exceed them by what comes in five minutes.
    properties.setProperty("log.retention.check.interval.ms", "10000");
    properties.setProperty("log.segment.delete.delay.ms", "5000");
    properties.setProperty("num.network.threads", "2");
    properties.setProperty("num.io.threads", "2");
    properties.setProperty("num.recovery.threads.per.data.dir", "2");
    properties.setProperty("log.cleaner.dedupe.buffer.size", "4194304");
  }
}
