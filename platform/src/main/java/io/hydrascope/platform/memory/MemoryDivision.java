package io.hydrascope.platform.memory;

import io.hydrascope.embedded.ClickHouseSettings;
import io.hydrascope.embedded.FlinkSettings;
import io.hydrascope.embedded.KafkaSettings;
import io.hydrascope.embedded.MachineMemory;
import io.hydrascope.embedded.PlatformSettings;
import io.hydrascope.schemas.text.BadInputException;
import java.util.OptionalInt;

/**
 * How the memory of one platform is divided, in megabytes. Each part is all that its process may
 * take: heap, state on disk's caches, buffers and what a JVM needs for itself. ClickHouse gets what
 * no other part can use.
 *
 * @param own this process: the command, and a demo's agents
 * @param taskManagerState the part of {@code taskManager} that caches and write buffers of state
 *     may use
 */
public record MemoryDivision(
    int own, int kafka, int clickHouse, int jobManager, int taskManager, int taskManagerState) {
  private static final PartSize KAFKA = new PartSize(320, 512, 1_152, 5);
  private static final PartSize JOB_MANAGER = new PartSize(448, 576, 1_216, 5);
  private static final PartSize TASK_MANAGER = new PartSize(1_024, 1_184, 16_896, 55);
  private static final PartSize CLICK_HOUSE = new PartSize(704, 1_600, Integer.MAX_VALUE, 35);

  private static final int LEAST_STATE = 192;

  /** Of what a TaskManager has beyond its usual size; the rest is heap. */
  private static final int STATE_PERCENT = 50;

  /** Of the machine's memory: files of Kafka and ClickHouse are read through its caches. */
  private static final int DEFAULT_PERCENT = 50;

  private static final int MOST_BY_DEFAULT = 16_384;

  /** What other programs may still take while the parts start. */
  private static final int AVAILABLE_PERCENT = 90;

  /**
   * @param total what {@code --memory} says; empty for a share of what there is
   * @param own what this process may take
   * @throws BadInputException if that is less than the parts need or more than the machine has
   */
  public static MemoryDivision of(OptionalInt total, MachineMemory machine, int own) {
    if (total.isEmpty()) {
      return within(byDefault(machine, own), own);
    }
    long most = machine.totalMegabytes().orElse(Long.MAX_VALUE);
    if (total.getAsInt() > most) {
      throw new BadInputException(
          "--memory %dm is more than the %dm of this machine or its control group; give at most --memory %dm"
              .formatted(total.getAsInt(), most, most));
    }
    return within(total.getAsInt(), own);
  }

  /** The usual sizes, whatever the machine has. */
  public static MemoryDivision usual(int own) {
    return within(usualTotal(own), own);
  }

  /**
   * @throws BadInputException if the total is less than the least
   */
  static MemoryDivision within(int total, int own) {
    int least = leastTotal(own);
    if (total < least) {
      throw new BadInputException(
          "--memory %dm is less than the least, %dm (Kafka %d, ClickHouse %d, Flink %d, this process %d); give --memory %dm or more"
              .formatted(
                  total,
                  least,
                  KAFKA.least(),
                  CLICK_HOUSE.least(),
                  JOB_MANAGER.least() + TASK_MANAGER.least(),
                  own,
                  least));
    }
    int usual = usualTotal(own);
    return total < usual
        ? leftToClickHouse(total, own, size -> size.between(part(total - least, usual - least)))
        : leftToClickHouse(total, own, size -> size.beyondUsual(total - usual));
  }

  private interface Sized {
    int of(PartSize size);
  }

  private static MemoryDivision leftToClickHouse(int total, int own, Sized sized) {
    int kafka = sized.of(KAFKA);
    int jobManager = sized.of(JOB_MANAGER);
    int taskManager = sized.of(TASK_MANAGER);
    int clickHouse = total - own - kafka - jobManager - taskManager;
    int beyond = Math.max(0, taskManager - TASK_MANAGER.usual());
    int state = LEAST_STATE + beyond * STATE_PERCENT / 100;
    return new MemoryDivision(own, kafka, clickHouse, jobManager, taskManager, state);
  }

  private static double part(int of, int all) {
    return (double) of / all;
  }

  /** Half of what there is, but the usual sizes where that is too little for them. */
  private static int byDefault(MachineMemory machine, int own) {
    int usual = usualTotal(own);
    long free = machine.availableMegabytes().orElse(2L * usual) * AVAILABLE_PERCENT / 100;
    if (free < usual) {
      return Math.max((int) free, leastTotal(own));
    }
    long share = machine.totalMegabytes().orElse(0) * DEFAULT_PERCENT / 100;
    return (int) Math.max(usual, Math.min(Math.min(share, free), MOST_BY_DEFAULT));
  }

  static int leastTotal(int own) {
    return own + KAFKA.least() + CLICK_HOUSE.least() + JOB_MANAGER.least() + TASK_MANAGER.least();
  }

  static int usualTotal(int own) {
    return own + KAFKA.usual() + CLICK_HOUSE.usual() + JOB_MANAGER.usual() + TASK_MANAGER.usual();
  }

  public int total() {
    return own + kafka + clickHouse + jobManager + taskManager;
  }

  /** The same parts with these sizes. */
  public PlatformSettings applied(PlatformSettings settings) {
    return new PlatformSettings(
        settings.kafka().withHeapMegabytes(kafka - KafkaSettings.OUTSIDE_HEAP_MEGABYTES),
        settings
            .clickHouse()
            .withMemoryMegabytes(clickHouse - ClickHouseSettings.CARRIER_MEGABYTES),
        settings
            .flink()
            .withJobManagerHeapMegabytes(
                jobManager - FlinkSettings.OUTSIDE_JOB_MANAGER_HEAP_MEGABYTES)
            .withTaskManager(taskManager, taskManagerState));
  }

  /** One line for people. */
  public String text() {
    return "%,d MB: Kafka %,d, ClickHouse %,d, JobManager %,d, TaskManager %,d (state %,d), this process %,d"
        .formatted(total(), kafka, clickHouse, jobManager, taskManager, taskManagerState, own);
  }
}
