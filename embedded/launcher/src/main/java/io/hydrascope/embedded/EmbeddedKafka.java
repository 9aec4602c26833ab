package io.hydrascope.embedded;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** A Kafka cluster of one node on 127.0.0.1. */
public final class EmbeddedKafka implements EmbeddedPart {
  private static final String MAIN = "io.hydrascope.embedded.kafka.KafkaNode";
  private static final String READY = "kafka node ready";
  private static final Duration READY_LIMIT = Duration.ofSeconds(90);

  private final KafkaSettings settings;
  private final DataDirectory directory;
  private final int port;
  private volatile ChildProcess node; // set under the lock

  private EmbeddedKafka(KafkaSettings settings, DataDirectory directory, int port) {
    this.settings = settings;
    this.directory = directory;
    this.port = port;
    this.node = directory.start(command(settings, directory, port));
  }

  /** Returns when clients may connect. */
  public static EmbeddedKafka start(KafkaSettings settings) {
    return PortRace.startedAgain(() -> startOnce(settings));
  }

  private static EmbeddedKafka startOnce(KafkaSettings settings) {
    Memory.requireAvailable("kafka", settings.memoryMegabytes());
    Opened opened = new Opened();
    try {
      DataDirectory directory = DataDirectory.open(Part.KAFKA, settings.dataDirectory());
      opened.add(directory::close);
      int port = LocalPort.resolve(Part.KAFKA, settings.port());
      EmbeddedKafka kafka = new EmbeddedKafka(settings, directory, port);
      opened.add(kafka::stopNode);
      kafka.awaitReady();
      return kafka;
    } catch (RuntimeException e) {
      opened.closeAfter(e);
      throw e;
    }
  }

  private void awaitReady() {
    node.awaitReady(() -> ChildLog.contains(node.log(), READY), READY_LIMIT);
  }

  private static ChildCommand command(KafkaSettings settings, DataDirectory directory, int port) {
    List<String> options =
        List.of("-Xmx" + settings.heapMegabytes() + "m", "-XX:TieredStopAtLevel=1");
    List<String> arguments =
        new ArrayList<>(
            List.of(
                directory.path().toString(),
                Integer.toString(port),
                Integer.toString(LocalPort.anyFree())));
    settings
        .logins()
        .map(logins -> new KafkaFiles(directory, logins).write(LocalPort.HOST + ":" + port))
        .ifPresent(file -> arguments.add(file.toString()));
    Path log = directory.resolve("kafka.log");
    return new ChildCommand(Part.KAFKA, "kafka", options, MAIN, arguments, Map.of(), log);
  }

  /** For {@code bootstrap.servers}. */
  public String bootstrapServers() {
    return LocalPort.HOST + ":" + port;
  }

  /**
   * A file for Kafka's clients and tools, for its owner alone.
   *
   * @throws IllegalStateException if the node lets everybody in
   */
  public Path clientProperties(Function<KafkaLogins, Login> whose) {
    KafkaLogins logins =
        settings
            .logins()
            .orElseThrow(() -> new IllegalStateException("this Kafka lets everybody in"));
    return new KafkaFiles(directory, logins).clientProperties(whose.apply(logins));
  }

  public int port() {
    return port;
  }

  @Override
  public List<Long> pids() {
    ChildProcess node = this.node;
    return node.isAlive() ? List.of(node.handle().pid()) : List.of();
  }

  public Path log() {
    return node.log();
  }

  /** SIGKILL, for failure tests; {@link #close} or {@link #restart} is still to be called. */
  public synchronized void kill() {
    node.kill();
  }

  /** After its end, at the same address; returns when clients may connect. */
  public synchronized void restart() {
    if (node.isAlive()) {
      throw new IllegalStateException("kafka runs already");
    }
    node = directory.start(command(settings, directory, port));
    awaitReady();
  }

  /** For whoever watches over it. */
  public PartProcess process() {
    return new WatchedChild(Part.KAFKA.toString(), () -> node, this::restart);
  }

  private synchronized void stopNode() {
    node.close();
  }

  @Override
  public void close() {
    try {
      stopNode();
    } finally {
      directory.close();
    }
  }
}
