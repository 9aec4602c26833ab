package io.hydrascope.embedded.kafka;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
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

  /**
   * Arguments: data directory, broker port, controller port; then a file of logins, without which
   * the node lets everybody in.
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    CountDownLatch ready = new CountDownLatch(1);
    CountDownLatch ended = new CountDownLatch(1);
    daemon("end-of-input", () -> awaitEndOfInput(ready, ended));

    Optional<NodeLogins> logins =
        arguments.length > 3
            ? Optional.of(NodeLogins.read(Path.of(arguments[3])))
            : Optional.empty();
    NodeProperties node =
        new NodeProperties(
            Path.of(arguments[0]),
            Integer.parseInt(arguments[1]),
            Integer.parseInt(arguments[2]),
            logins);
    format(node.write());
    KafkaConfig config = KafkaConfig.fromProps(node.properties());
    KafkaRaftServer server = new KafkaRaftServer(config, Time.SYSTEM);
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

  private static void format(Path file) {
    String[] command = {
      "format", "--ignore-formatted", "--cluster-id", CLUSTER_ID, "--config", file.toString()
    };
    int status = StorageTool.execute(command, System.err);
    if (status != 0) {
      System.exit(status);
    }
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
