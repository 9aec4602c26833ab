package io.hydrascope.platform.watch;

import io.hydrascope.embedded.PartProcess;
import io.hydrascope.schemas.text.Counted;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Starts again what dies, with growing pauses, until a part has used up its tries. Nothing is
 * mended once this process is told to end.
 */
public final class Supervisor implements AutoCloseable {
  private static final Duration LOOK_AT_PROCESS = Duration.ofMillis(200);
  private static final Duration LOOK_AT_JOB = Duration.ofSeconds(1);

  private final EndOfPlatform ending = new EndOfPlatform();
  private final AtomicReference<@Nullable String> givenUp = new AtomicReference<>();
  private final Map<String, RestartBudget> budgets = new LinkedHashMap<>(); // by part
  private final List<Thread> threads = new ArrayList<>();
  private final Thread atSignal = new Thread(ending::begin, "supervisor-at-signal");

  private final List<PartProcess> processes;

  private Supervisor(List<PartProcess> processes) {
    this.processes = List.copyOf(processes);
  }

  /**
   * What is watched over.
   *
   * @param data whose disk the parts write to
   * @param flow says when rows flow
   */
  public record Watched(
      Path data, List<PartProcess> processes, List<? extends Restartable> jobs, Flow flow) {}

  /**
   * @param told one line for each thing that happens
   */
  public static Supervisor start(Watched watched, Consumer<String> told) {
    Supervisor supervisor = new Supervisor(watched.processes());
    Keeper.Surroundings around =
        new Keeper.Surroundings(
            supervisor.ending,
            new DiskRoom(watched.data(), told),
            watched.flow(),
            Clock.systemUTC(),
            told,
            line -> supervisor.givenUp.compareAndSet(null, line));
    for (PartProcess process : watched.processes()) {
      supervisor.keep(new KeptProcess(process), LOOK_AT_PROCESS, around);
    }
    for (Restartable job : watched.jobs()) {
      supervisor.keep(job, LOOK_AT_JOB, around);
    }
    Runtime.getRuntime().addShutdownHook(supervisor.atSignal);
    supervisor.threads.forEach(Thread::start);
    return supervisor;
  }

  private void keep(Restartable part, Duration look, Keeper.Surroundings around) {
    RestartBudget budget = new RestartBudget(around.clock());
    budgets.put(part.name(), budget);
    Thread thread = new Thread(new Keeper(part, budget, look, around), "keeper-" + part.name());
    thread.setDaemon(true);
    threads.add(thread);
  }

  /** Which part has used up its tries, why it ended and where its log is. */
  public Optional<String> givenUp() {
    return Optional.ofNullable(givenUp.get());
  }

  /** How often a part was started again in the last hour. */
  public int restarts(String part) {
    RestartBudget budget = budgets.get(part);
    return budget == null ? 0 : budget.lastHour();
  }

  /** How the processes are. */
  public List<Finding> processes() {
    return processes.stream().map(this::finding).toList();
  }

  private Finding finding(PartProcess process) {
    String check = "process-" + process.name();
    int restarts = restarts(process.name());
    String often = Counted.of(restarts, "restart") + " in the last hour";
    String log = "read " + process.log();
    if (!process.isAlive()) {
      String next =
          givenUp().isPresent()
              ? log + ", then start the platform again"
              : "it starts again by itself; " + log;
      return Finding.problem(check, "%s, %s".formatted(process.end(), often), next);
    }
    return restarts == 0
        ? Finding.ok(check, "runs, " + often)
        : Finding.note(check, "runs, " + often, log + ".previous for the reason");
  }

  /** Returns when nothing is being started any more. */
  @Override
  public void close() {
    ending.begin();
    threads.forEach(Thread::interrupt);
    try {
      for (Thread thread : threads) {
        thread.join();
      }
      boolean unused = Runtime.getRuntime().removeShutdownHook(atSignal);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IllegalStateException e) {
      // The process ends already; the hook does what has been done.
      return;
    }
  }
}
