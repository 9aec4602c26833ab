package io.hydrascope.embedded;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A Flink session cluster on 127.0.0.1: one JobManager and some TaskManagers. Jobs are submitted to
 * it as jars.
 */
public final class EmbeddedFlink implements EmbeddedPart {
  private static final String MAIN = "io.hydrascope.embedded.flink.UntilStdinCloses";
  private static final String JOB_MANAGER =
      "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint";
  private static final String TASK_MANAGER =
      "org.apache.flink.runtime.taskexecutor.TaskManagerRunner";
  private static final Duration READY_LIMIT = Duration.ofSeconds(90);

  /** A TaskManager registers first and offers its slots a moment later. */
  private static final Pattern TASK_MANAGER_WITH_SLOTS =
      Pattern.compile("\"id\":\"([^\"]+)\"[^{}]*?\"slotsNumber\":[1-9]");

  private final FlinkSettings settings;
  private final DataDirectory directory;
  private final FlinkFiles files;

  private volatile ChildProcess jobManager; // set under the lock
  private final Map<String, ChildProcess> taskManagers = new LinkedHashMap<>();
  private int startedTaskManagers;

  private EmbeddedFlink(FlinkFiles files) {
    this.files = files;
    this.settings = files.settings();
    this.directory = files.directory();
    this.jobManager = directory.start(jobManagerCommand());
  }

  /** Returns when all TaskManagers have offered their slots. */
  public static EmbeddedFlink start(FlinkSettings settings) {
    return PortRace.startedAgain(() -> startOnce(settings));
  }

  private static EmbeddedFlink startOnce(FlinkSettings settings) {
    Memory.requireAvailable("flink", settings.memoryMegabytes());
    Opened opened = new Opened();
    try {
      DataDirectory directory = DataDirectory.open(Part.FLINK, settings.dataDirectory());
      opened.add(directory::close);
      int restPort = LocalPort.resolve(Part.FLINK, settings.restPort());
      FlinkKey key = new FlinkKeyFiles(directory).make();
      FlinkFiles files = new FlinkFiles(directory, settings, restPort, key);
      files.write();
      EmbeddedFlink flink = new EmbeddedFlink(files);
      opened.add(flink::stopChildren);
      for (int number = 0; number < settings.taskManagers(); number++) {
        flink.startTaskManager();
      }
      flink.awaitTaskManagers();
      return flink;
    } catch (RuntimeException e) {
      opened.closeAfter(e);
      throw e;
    }
  }

  /** {@code https://127.0.0.1:port}, without a path. */
  public URI restUrl() {
    return files.restUrl();
  }

  /** The REST interface answers those alone who have the key. */
  public FlinkAccess access() {
    return new FlinkAccess(restUrl(), Optional.of(key()));
  }

  public FlinkKey key() {
    return files.key();
  }

  /** Where jobs keep checkpoints; they survive a restart of the cluster. */
  public Path checkpoints() {
    return directory.resolve(FlinkFiles.CHECKPOINTS);
  }

  /**
   * Resource ids of the running TaskManagers, in start order; the same as in the REST interface.
   */
  public synchronized List<String> taskManagers() {
    return taskManagers.entrySet().stream()
        .filter(entry -> entry.getValue().isAlive())
        .map(Map.Entry::getKey)
        .toList();
  }

  /** The JobManager's first. */
  @Override
  public synchronized List<Long> pids() {
    List<ChildProcess> children = new ArrayList<>(List.of(jobManager));
    children.addAll(taskManagers.values());
    return children.stream()
        .filter(ChildProcess::isAlive)
        .map(child -> child.handle().pid())
        .toList();
  }

  /** Returns its resource id at once; {@link #awaitTaskManagers} waits until it has registered. */
  public synchronized String startTaskManager() {
    String id = "taskmanager-" + ++startedTaskManagers;
    taskManagers.put(id, directory.start(taskManagerCommand(id)));
    return id;
  }

  /** SIGKILL, for failure tests. */
  public synchronized void killTaskManager(String id) {
    ChildProcess child = taskManager(id);
    taskManagers.remove(id);
    child.kill();
  }

  /** SIGKILL, for failure tests. Its running jobs are lost; their checkpoints are not. */
  public synchronized void killJobManager() {
    jobManager.kill();
  }

  public synchronized boolean isJobManagerAlive() {
    return jobManager.isAlive();
  }

  /** After its end, at the same address. */
  public synchronized void startJobManager() {
    if (jobManager.isAlive()) {
      throw new IllegalStateException("the JobManager runs already");
    }
    jobManager = directory.start(jobManagerCommand());
  }

  /** For whoever watches over them, the JobManager's first. */
  public synchronized List<PartProcess> processes() {
    List<PartProcess> processes = new ArrayList<>();
    processes.add(new WatchedChild("jobmanager", () -> jobManager, this::restartJobManager));
    for (String id : taskManagers.keySet()) {
      processes.add(new WatchedChild(id, () -> taskManager(id), () -> restartTaskManager(id)));
    }
    return processes;
  }

  private synchronized ChildProcess taskManager(String id) {
    ChildProcess child = taskManagers.get(id);
    if (child == null) {
      throw new IllegalArgumentException(
          "no TaskManager %s in %s".formatted(id, taskManagers.keySet()));
    }
    return child;
  }

  /** Returns when it answers; its jobs are not submitted again. */
  private void restartJobManager() {
    startJobManager();
    jobManager.awaitReady(() -> HttpProbe.get(access(), "/overview").isPresent(), READY_LIMIT);
  }

  /**
   * Under the same id, so that the JobManager forgets the one before at once; returns when it has
   * offered its slots. Without a JobManager that answers it waits for one.
   */
  private void restartTaskManager(String id) {
    ChildProcess started;
    synchronized (this) {
      if (taskManager(id).isAlive()) {
        throw new IllegalStateException(id + " runs already");
      }
      started = directory.start(taskManagerCommand(id));
      taskManagers.put(id, started);
    }
    started.awaitReady(
        () -> registered().map(EmbeddedFlink::ids).orElse(Set.of()).contains(id), READY_LIMIT);
  }

  /** Returns when exactly the running TaskManagers have offered their slots. */
  public void awaitTaskManagers() {
    ChildProcess leader = runningJobManager();
    leader.awaitReady(
        () -> {
          requireTaskManagersAlive();
          return registered()
              .map(EmbeddedFlink::ids)
              .filter(Set.copyOf(taskManagers())::equals)
              .isPresent();
        },
        READY_LIMIT);
  }

  private synchronized ChildProcess runningJobManager() {
    return jobManager;
  }

  private synchronized void requireTaskManagersAlive() {
    taskManagers.values().forEach(ChildProcess::requireAlive);
  }

  private Optional<String> registered() {
    return HttpProbe.get(access(), "/taskmanagers");
  }

  private static Set<String> ids(String taskManagers) {
    return TASK_MANAGER_WITH_SLOTS
        .matcher(taskManagers)
        .results()
        .map(result -> result.group(1))
        .collect(Collectors.toSet());
  }

  private ChildCommand jobManagerCommand() {
    List<String> options =
        List.of("-Xmx" + settings.jobManagerHeapMegabytes() + "m", "-XX:TieredStopAtLevel=1");
    return command("jobmanager", options, List.of(JOB_MANAGER, "--configDir", configuration()));
  }

  private ChildCommand taskManagerCommand(String id) {
    TaskManagerMemory memory =
        TaskManagerMemory.within(settings.taskManagerMegabytes(), settings.stateMegabytes());
    List<String> options =
        List.of(
            "-Xmx" + memory.heap() + "m",
            "-XX:MaxDirectMemorySize=" + memory.direct() + "m",
            "-XX:MaxMetaspaceSize=" + TaskManagerMemory.METASPACE + "m",
            // Arrow reads direct memory through java.nio internals, Flink's serializers through
            // java.util.
            "--add-opens=java.base/java.nio=ALL-UNNAMED",
            "--add-opens=java.base/java.util=ALL-UNNAMED");
    List<String> arguments =
        List.of(TASK_MANAGER, "--configDir", configuration(), "-Dtaskmanager.resource-id=" + id);
    return command(id, options, arguments);
  }

  private ChildCommand command(String name, List<String> options, List<String> arguments) {
    // The C library would keep freed memory of state on disk in an arena for each thread.
    Map<String, String> environment =
        Map.of("FLINK_CONF_DIR", configuration(), "MALLOC_ARENA_MAX", "2");
    Path log = directory.resolve(name + ".log");
    return new ChildCommand(
        Part.FLINK, "flink " + name, options, MAIN, arguments, environment, log);
  }

  private String configuration() {
    return directory.resolve(FlinkFiles.CONFIGURATION).toString();
  }

  /** TaskManagers before the JobManager, all at the same time. */
  private synchronized void stopChildren() {
    taskManagers.values().forEach(ChildProcess::closeInput);
    jobManager.closeInput();
    taskManagers.values().forEach(ChildProcess::close);
    jobManager.close();
  }

  @Override
  public void close() {
    try {
      stopChildren();
      files.deleteTemporary();
    } finally {
      directory.close();
    }
  }
}
