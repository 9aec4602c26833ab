package io.hydrascope.embedded;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A Kafka cluster of one node on 127.0.0.1. */
public final class EmbeddedKafka implements EmbeddedPart {
  private static final String MAIN = "io.hydrascope.embedded.kafka.KafkaNode";
  private static final String READY = "kafka node ready";
  private static final Duration READY_LIMIT = Duration.ofSeconds(90);

  private final Opened opened;
  private final ChildProcess node;
  private final int port;

  private EmbeddedKafka(Opened opened, ChildProcess node, int port) {
    this.opened = opened;
    this.node = node;
    this.port = port;
  }

  /** Returns when clients may connect. */
  public static EmbeddedKafka start(KafkaSettings settings) {
    Memory.requireAvailable("kafka", settings.memoryMegabytes());
    Opened opened = new Opened();
    try {
      DataDirectory directory = DataDirectory.open(Part.KAFKA, settings.dataDirectory());
      opened.add(directory::close);
      int port = LocalPort.resolve(Part.KAFKA, settings.port());
      ChildProcess node = directory.start(command(settings, directory, port));
      opened.add(node::close);
      node.awaitReady(() -> ChildLog.contains(node.log(), READY), READY_LIMIT);
      return new EmbeddedKafka(opened, node, port);
    } catch (RuntimeException e) {
      opened.closeAfter(e);
      throw e;
    }
  }

  private static ChildCommand command(KafkaSettings settings, DataDirectory directory, int port) {
    List<String> options =
        List.of("-Xmx" + settings.heapMegabytes() + "m", "-XX:TieredStopAtLevel=1");
    List<String> arguments =
        List.of(
            directory.path().toString(),
            Integer.toString(port),
            Integer.toString(LocalPort.anyFree()));
    Path log = directory.resolve("kafka.log");
    return new ChildCommand(Part.KAFKA, "kafka", options, MAIN, arguments, Map.of(), log);
  }

  /** For {@code bootstrap.servers}. */
  public String bootstrapServers() {
    return LocalPort.HOST + ":" + port;
  }

  @Override
  public List<Long> pids() {
    return node.isAlive() ? List.of(node.handle().pid()) : List.of();
  }

  public Path log() {
    return node.log();
  }

  /** SIGKILL, for failure tests; {@link #close} is still to be called. */
  public void kill() {
    node.kill();
  }

  @Override
  public void close() {
    opened.close();
  }
}
