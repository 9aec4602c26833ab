package io.hydrascope.embedded;

import java.nio.file.Path;

/**
 * One Flink session cluster.
 *
 * @param restPort 0 chooses a free one
 * @param taskManagerMegabytes everything that one TaskManager process may use
 * @param stateMegabytes the part of it that caches and write buffers of state on disk may use
 */
public record FlinkSettings(
    Path dataDirectory,
    int restPort,
    int taskManagers,
    int slotsPerTaskManager,
    int jobManagerHeapMegabytes,
    int taskManagerMegabytes,
    int stateMegabytes) {
  private static final int SMALLEST_STATE_MEGABYTES = 32;

  /** What a JobManager takes beside its heap. */
  public static final int OUTSIDE_JOB_MANAGER_HEAP_MEGABYTES = 192;

  public FlinkSettings {
    LocalPort.requireValid("flink restPort", restPort);
    Memory.requireAtLeast("flink jobManagerHeapMegabytes", jobManagerHeapMegabytes, 128);
    Memory.requireAtLeast(
        "flink taskManagerMegabytes",
        taskManagerMegabytes,
        TaskManagerMemory.smallestMegabytes(stateMegabytes));
    Memory.requireAtLeast("flink stateMegabytes", stateMegabytes, SMALLEST_STATE_MEGABYTES);
    if (taskManagers < 1 || slotsPerTaskManager < 1) {
      throw new IllegalArgumentException(
          "taskManagers=%d and slotsPerTaskManager=%d must be at least 1"
              .formatted(taskManagers, slotsPerTaskManager));
    }
  }

  public static FlinkSettings in(Path dataDirectory) {
    return new FlinkSettings(dataDirectory, 0, 1, 6, 384, 1024, 192);
  }

  public FlinkSettings withRestPort(int newRestPort) {
    return new FlinkSettings(
        dataDirectory,
        newRestPort,
        taskManagers,
        slotsPerTaskManager,
        jobManagerHeapMegabytes,
        taskManagerMegabytes,
        stateMegabytes);
  }

  public FlinkSettings withTaskManagers(int newTaskManagers, int newSlotsPerTaskManager) {
    return new FlinkSettings(
        dataDirectory,
        restPort,
        newTaskManagers,
        newSlotsPerTaskManager,
        jobManagerHeapMegabytes,
        taskManagerMegabytes,
        stateMegabytes);
  }

  public FlinkSettings withTaskManagerMegabytes(int newTaskManagerMegabytes) {
    return withTaskManager(newTaskManagerMegabytes, stateMegabytes);
  }

  public FlinkSettings withJobManagerHeapMegabytes(int newJobManagerHeapMegabytes) {
    return new FlinkSettings(
        dataDirectory,
        restPort,
        taskManagers,
        slotsPerTaskManager,
        newJobManagerHeapMegabytes,
        taskManagerMegabytes,
        stateMegabytes);
  }

  /** Both at once: each bounds the other. */
  public FlinkSettings withTaskManager(int newMegabytes, int newStateMegabytes) {
    return new FlinkSettings(
        dataDirectory,
        restPort,
        taskManagers,
        slotsPerTaskManager,
        jobManagerHeapMegabytes,
        newMegabytes,
        newStateMegabytes);
  }

  public FlinkSettings withStateMegabytes(int newStateMegabytes) {
    return withTaskManager(taskManagerMegabytes, newStateMegabytes);
  }

  int memoryMegabytes() {
    return jobManagerHeapMegabytes
        + OUTSIDE_JOB_MANAGER_HEAP_MEGABYTES
        + taskManagers * taskManagerMegabytes;
  }
}
