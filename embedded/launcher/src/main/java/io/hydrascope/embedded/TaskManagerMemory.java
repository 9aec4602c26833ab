package io.hydrascope.embedded;

/**
 * How one TaskManager's memory is divided, in megabytes. Outside Flink's own start scripts every
 * part must be stated.
 *
 * <pre>
 *  | heap: framework + task | direct: framework + task + network | state | metaspace | overhead |
 * </pre>
 */
record TaskManagerMemory(int taskHeap, int state) {
  static final int FRAMEWORK_HEAP = 64;
  static final int FRAMEWORK_OFF_HEAP = 64;
  static final int TASK_OFF_HEAP = 128;
  static final int NETWORK = 64;
  static final int METASPACE = 160;
  static final int OVERHEAD = 96;

  private static final int SMALLEST_TASK_HEAP = 160;

  static TaskManagerMemory within(int megabytes, int state) {
    return new TaskManagerMemory(megabytes - besidesTaskHeap(state), state);
  }

  static int smallestMegabytes(int state) {
    return SMALLEST_TASK_HEAP + besidesTaskHeap(state);
  }

  private static int besidesTaskHeap(int state) {
    return FRAMEWORK_HEAP
        + FRAMEWORK_OFF_HEAP
        + TASK_OFF_HEAP
        + NETWORK
        + state
        + METASPACE
        + OVERHEAD;
  }

  int heap() {
    return FRAMEWORK_HEAP + taskHeap;
  }

  int direct() {
    return FRAMEWORK_OFF_HEAP + TASK_OFF_HEAP + NETWORK;
  }
}
