package io.hydrascope.embedded;

/**
 * How one TaskManager's memory is divided, in megabytes. Outside Flink's own start scripts every
 * part must be stated.
 *
 * <pre>
 *  | heap: framework + task | direct: framework + task + network | managed | metaspace | overhead |
 * </pre>
 */
record TaskManagerMemory(int taskHeap) {
  static final int FRAMEWORK_HEAP = 64;
  static final int FRAMEWORK_OFF_HEAP = 64;
  static final int TASK_OFF_HEAP = 128;
  static final int NETWORK = 64;
  static final int MANAGED = 32;
  static final int METASPACE = 160;
  static final int OVERHEAD = 96;

  static final int SMALLEST_MEGABYTES = 768;

  static TaskManagerMemory within(int megabytes) {
    int rest =
        FRAMEWORK_HEAP
            + FRAMEWORK_OFF_HEAP
            + TASK_OFF_HEAP
            + NETWORK
            + MANAGED
            + METASPACE
            + OVERHEAD;
    return new TaskManagerMemory(megabytes - rest);
  }

  int heap() {
    return FRAMEWORK_HEAP + taskHeap;
  }

  int direct() {
    return FRAMEWORK_OFF_HEAP + TASK_OFF_HEAP + NETWORK;
  }
}
