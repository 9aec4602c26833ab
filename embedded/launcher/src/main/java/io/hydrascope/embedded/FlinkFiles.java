package io.hydrascope.embedded;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Flink's configuration folder in its data directory, written at every start. */
record FlinkFiles(DataDirectory directory, FlinkSettings settings, int restPort, FlinkKey key) {
  static final String CONFIGURATION = "conf";
  static final String CHECKPOINTS = "checkpoints";
  private static final String SAVEPOINTS = "savepoints";
  private static final String TEMPORARY = "tmp";

  void write() {
    try {
      deleteTemporary();
      for (String folder : List.of(CONFIGURATION, CHECKPOINTS, SAVEPOINTS, TEMPORARY)) {
        Files.createDirectories(directory.resolve(folder));
      }
      PrivateFile.write(directory.resolve(CONFIGURATION).resolve("config.yaml"), yaml());
    } catch (IOException e) {
      throw new EmbeddedException(
          "flink cannot start: %s cannot be written (%s)".formatted(directory.path(), e), e);
    }
  }

  /** State of jobs that ran, what a killed TaskManager left behind: the checkpoints have it all. */
  void deleteTemporary() {
    try {
      deleteTree(directory.resolve(TEMPORARY));
    } catch (IOException e) {
      throw new EmbeddedException(
          "%s cannot be removed (%s)".formatted(directory.resolve(TEMPORARY), e), e);
    }
  }

  private static void deleteTree(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  URI restUrl() {
    return URI.create("https://%s:%d".formatted(LocalPort.HOST, restPort));
  }

  private String yaml() {
    Map<String, Object> all = new LinkedHashMap<>();
    all.putAll(addresses());
    all.putAll(key.restOptions());
    all.putAll(key.internalOptions());
    all.putAll(taskManager());
    all.putAll(state());
    all.putAll(recovery());
    return all.entrySet().stream()
        .map(entry -> entry.getKey() + ": " + quoted(entry.getValue()) + "\n")
        .collect(Collectors.joining());
  }

  private static String quoted(Object value) {
    return value instanceof String text ? "'" + text.replace("'", "''") + "'" : value.toString();
  }

  private Map<String, Object> addresses() {
    Map<String, Object> keys = new LinkedHashMap<>();
    keys.put("jobmanager.bind-host", LocalPort.HOST);
    keys.put("jobmanager.rpc.address", LocalPort.HOST);
    keys.put("jobmanager.rpc.port", LocalPort.anyFree());
    keys.put("rest.address", LocalPort.HOST);
    keys.put("rest.bind-address", LocalPort.HOST);
    keys.put("rest.port", restPort);
    keys.put("web.access-control-allow-origin", restUrl().toString());
    keys.put("taskmanager.bind-host", LocalPort.HOST);
    keys.put("taskmanager.host", LocalPort.HOST);
    return keys;
  }

  private Map<String, Object> taskManager() {
    TaskManagerMemory memory =
        TaskManagerMemory.within(settings.taskManagerMegabytes(), settings.stateMegabytes());
    Map<String, Object> keys = new LinkedHashMap<>();
    keys.put("taskmanager.numberOfTaskSlots", settings.slotsPerTaskManager());
    keys.put("taskmanager.cpu.cores", (double) settings.slotsPerTaskManager());
    String prefix = "taskmanager.memory.";
    keys.put(prefix + "framework.heap.size", TaskManagerMemory.FRAMEWORK_HEAP + "m");
    keys.put(prefix + "framework.off-heap.size", TaskManagerMemory.FRAMEWORK_OFF_HEAP + "m");
    keys.put(prefix + "task.heap.size", memory.taskHeap() + "m");
    keys.put(prefix + "task.off-heap.size", TaskManagerMemory.TASK_OFF_HEAP + "m");
    keys.put(prefix + "network.min", TaskManagerMemory.NETWORK + "m");
    keys.put(prefix + "network.max", TaskManagerMemory.NETWORK + "m");
    keys.put(prefix + "managed.size", memory.state() + "m");
    keys.put(prefix + "jvm-metaspace.size", TaskManagerMemory.METASPACE + "m");
    keys.put(prefix + "jvm-overhead.min", TaskManagerMemory.OVERHEAD + "m");
    keys.put(prefix + "jvm-overhead.max", TaskManagerMemory.OVERHEAD + "m");
    keys.put("io.tmp.dirs", directory.resolve(TEMPORARY).toString());
    keys.put("web.tmpdir", directory.resolve(TEMPORARY).toString());
    return keys;
  }

  /** On disk, in memory that is bounded; a checkpoint takes what is new. */
  private Map<String, Object> state() {
    Map<String, Object> keys = new LinkedHashMap<>();
    keys.put("state.backend.type", "rocksdb");
    keys.put("execution.checkpointing.incremental", true);
    // One cache for all slots: a sixth each would leave most of it idle.
    keys.put("state.backend.rocksdb.memory.fixed-per-tm", settings.stateMegabytes() + "m");
    keys.put("state.backend.rocksdb.use-bloom-filter", true);
    // Else a look at a key reads the whole filter of each file that the cache has no room for.
    keys.put("state.backend.rocksdb.memory.partitioned-index-filters", true);
    return keys;
  }

  private Map<String, Object> recovery() {
    Map<String, Object> keys = new LinkedHashMap<>();
    // A busy machine takes longer than the ten seconds after which a process gives up.
    keys.put("pekko.startup-timeout", "60 s");
    keys.put("heartbeat.interval", 1_000);
    keys.put("heartbeat.timeout", 6_000);
    // A TaskManager that is up before the JobManager would wait ten seconds for its next attempt.
    keys.put("cluster.registration.error-delay", 250);
    // Without an end: a job outlasts hours without ClickHouse, and a fault of last week does not
    // count.
    keys.put("restart-strategy.type", "exponential-delay");
    keys.put("restart-strategy.exponential-delay.initial-backoff", "1 s");
    keys.put("restart-strategy.exponential-delay.max-backoff", "1 min");
    keys.put("restart-strategy.exponential-delay.backoff-multiplier", 2.0);
    keys.put("restart-strategy.exponential-delay.reset-backoff-threshold", "10 min");
    keys.put("execution.checkpointing.storage", "filesystem");
    keys.put("execution.checkpointing.dir", FlinkAddress.of(directory.resolve(CHECKPOINTS)));
    keys.put(
        "execution.checkpointing.savepoint-dir", FlinkAddress.of(directory.resolve(SAVEPOINTS)));
    keys.put("execution.checkpointing.externalized-checkpoint-retention", "RETAIN_ON_CANCELLATION");
    return keys;
  }
}
