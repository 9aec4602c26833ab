package io.hydrascope.embedded.kafka;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.tools.StorageTool;
import org.apache.kafka.common.utils.Time;

/**
 * Main class of the Kafka child: broker and controller in one node on 127.0.0.1. Prints {@value
 * #READY} when clients may connect and stops when its standard input ends, which also happens when
 * its parent dies.
 */
public final class KafkaNode {
  static final String READY = "kafka node ready";

  /** The cluster of one has no other member to be told apart from. */
  private static final String CLUSTER_ID = "aHlkcmFzY29wZS1lbWJlZA";

  private static final Duration SHUTDOWN_GRACE = Duration.ofSeconds(10);

  private KafkaNode() {}

  /** Arguments: data directory, broker port, controller port. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    CountDownLatch ready = new CountDownLatch(1);
    CountDownLatch ended = new CountDownLatch(1);
    daemon("end-of-input", () -> awaitEndOfInput(ready, ended));

    Path directory = Path.of(arguments[0]);
    Properties properties =
        properties(directory, Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]));
    format(directory, properties);
    KafkaRaftServer server = new KafkaRaftServer(KafkaConfig.fromProps(properties), Time.SYSTEM);
    server.startup();
    ready.countDown();
    System.out.println(READY);

    ended.await();
    daemon("halt-after-grace", KafkaNode::haltAfterGrace);
    server.shutdown();
    server.awaitShutdown();
    System.exit(0);
  }

  /** A node that is still starting has nothing to save. */
  private static void awaitEndOfInput(CountDownLatch ready, CountDownLatch ended) {
    try {
      System.in.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      System.err.println("standard input failed, stopping: " + e);
    }
    if (ready.getCount() > 0) {
      Runtime.getRuntime().halt(1);
    }
    ended.countDown();
  }

  private static void format(Path directory, Properties properties) throws IOException {
    Path file = directory.resolve("server.properties");
    try (var out = Files.newOutputStream(file)) {
      properties.store(out, null);
    }
    String[] command = {
      "format", "--ignore-formatted", "--cluster-id", CLUSTER_ID, "--config", file.toString()
    };
    int status = StorageTool.execute(command, System.err);
    if (status != 0) {
      System.exit(status);
    }
  }

  private static Properties properties(Path directory, int brokerPort, int controllerPort) {
    Properties properties = new Properties();
    properties.setProperty("process.roles", "broker,controller");
    properties.setProperty("node.id", "1");
    properties.setProperty("controller.quorum.voters", "1@127.0.0.1:" + controllerPort);
    String broker = "PLAINTEXT://127.0.0.1:" + brokerPort;
    properties.setProperty("listeners", broker + ",CONTROLLER://127.0.0.1:" + controllerPort);
    properties.setProperty("advertised.listeners", broker);
    properties.setProperty("controller.listener.names", "CONTROLLER");
    properties.setProperty(
        "listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
    properties.setProperty("inter.broker.listener.name", "PLAINTEXT");
    properties.setProperty("log.dirs", directory.resolve("log").toString());
    properties.setProperty("auto.create.topics.enable", "false");
    addSizesForOneNode(properties);
    return properties;
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

  /** A node that cannot stop by itself must not outlive its parent. */
  private static void haltAfterGrace() {
    try {
      Thread.sleep(SHUTDOWN_GRACE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(1);
  }

  private static void daemon(String name, Runnable body) {
    Thread thread = new Thread(body, name);
    thread.setDaemon(true);
    thread.start();
  }
}
