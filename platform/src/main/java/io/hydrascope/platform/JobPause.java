package io.hydrascope.platform;

import com.fasterxml.jackson.databind.JsonNode;
import io.hydrascope.embedded.FlinkAccess;
import io.hydrascope.jobs.streams.submit.JobSubmission;
import io.hydrascope.schemas.text.BadInputException;
import io.hydrascope.schemas.text.OneLine;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Stops the compensation job with a savepoint and lets it go on from there. While it is stopped,
 * all that it has read is stored, and what comes waits in Kafka. Goes on by itself when this
 * process is told to end, once it has stopped and what {@link #whileStopped} runs has ended.
 * Thread-safe.
 */
@SuppressWarnings("try") // close() says Exception; an interrupt goes to the caller as it should
public final class JobPause implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final long POLL_MILLIS = 100;

  private final FlinkAccess flink;
  private final Path jobJar;
  private final PlatformJobs.Told job;
  private final Optional<JobRecords> records;
  private final Optional<JobHold> held;
  private final Thread atExit = new Thread(this::resumeAtExit, "resume job");
  private @Nullable String restorePath;

  /** What must not overlap with the job. */
  public interface Work {
    void run() throws Exception;
  }

  /**
   * @param directory of a platform on this machine, where the ids are kept under which jobs ran
   */
  public JobPause(
      FlinkAccess flink, Path jobJar, PlatformJobs jobs, Optional<PlatformDirectory> directory) {
    this.flink = flink;
    this.jobJar = jobJar;
    this.job = jobs.compensation();
    this.records =
        directory.map(own -> new JobRecords(own.jobsFile(), own.flink().resolve("checkpoints")));
    held = directory.map(own -> new JobHold(own.holdFile(job.job().name())));
  }

  /**
   * Returns when all that the job has read is stored. A job that a broken-off replay left stopped
   * stays so.
   *
   * @throws BadInputException if the cluster does not answer or runs no such job
   */
  public synchronized void stop() throws IOException, InterruptedException {
    Runtime.getRuntime().addShutdownHook(atExit);
    if (held.isPresent()) {
      held.get().begin();
    }
    Optional<FlinkReports.JobState> live = live();
    if (live.isEmpty()) {
      restorePath = stoppedBefore();
    } else {
      restorePath = stop(live.get().id());
    }
  }

  /**
   * Runs it to its end before the job may go on.
   *
   * @throws IllegalStateException if the job goes on already, because this process ends
   */
  public synchronized void whileStopped(Work work) throws Exception {
    if (restorePath == null) {
      throw new IllegalStateException(
          "the job '%s' has gone on; nothing was put in place".formatted(job.job().name()));
    }
    work.run();
  }

  private Optional<FlinkReports.JobState> live() {
    try {
      return new FlinkReports(flink)
          .jobs().stream()
              .filter(FlinkReports.JobState::isLive)
              .filter(state -> state.name().equals(job.job().name()))
              .findFirst();
    } catch (IOException e) {
      throw new BadInputException(
          "Flink %s does not answer (%s)".formatted(flink.restUrl(), OneLine.of(e)));
    }
  }

  private String stoppedBefore() throws IOException {
    Optional<String> newest =
        records.isPresent() ? records.get().newestCheckpoint(job.job().name()) : Optional.empty();
    return newest.orElseThrow(
        () ->
            new BadInputException(
                "Flink %s runs no job named '%s'; start it with ./hydrascope jobs --restore"
                    .formatted(flink.restUrl(), job.job().name())));
  }

  private String stop(String id) throws IOException, InterruptedException {
    FlinkRest rest = new FlinkRest(flink);
    long end = System.nanoTime() + LIMIT.toNanos();
    while (!allTasksRun(rest.get("/jobs/" + id))) {
      requireTime(end, id);
    }
    Map<String, Object> request = new HashMap<>(Map.of("drain", false));
    checkpointDirectory(rest)
        .ifPresent(parent -> request.put("targetDirectory", parent + "/" + id));
    String trigger = rest.post("/jobs/" + id + "/stop", request).path("request-id").asText();
    JsonNode answer = rest.get("/jobs/" + id + "/savepoints/" + trigger);
    while (!answer.path("status").path("id").asText().equals("COMPLETED")) {
      requireTime(end, id);
      answer = rest.get("/jobs/" + id + "/savepoints/" + trigger);
    }
    String location = answer.path("operation").path("location").asText();
    if (location.isEmpty()) {
      throw new IllegalStateException(
          "job %s could not be stopped and runs on: %s"
              .formatted(id, reason(answer.path("operation").path("failure-cause"))));
    }
    while (live().isPresent()) {
      requireTime(end, id);
    }
    return location;
  }

  /** A job that is starting cannot be stopped with a savepoint. */
  private static boolean allTasksRun(JsonNode job) {
    int tasks = 0;
    int running = 0;
    for (JsonNode vertex : job.path("vertices")) {
      tasks += vertex.path("parallelism").asInt();
      running += vertex.path("tasks").path("RUNNING").asInt();
    }
    return tasks > 0 && running == tasks;
  }

  private static String reason(JsonNode failure) {
    return failure.path("stack-trace").asText().lines().findFirst().orElse("Flink gave no reason");
  }

  private static void requireTime(long end, String id) throws InterruptedException {
    if (System.nanoTime() > end) {
      throw new IllegalStateException(
          "job %s did not stop within %d min".formatted(id, LIMIT.toMinutes()));
    }
    Thread.sleep(POLL_MILLIS);
  }

  /** Savepoints beside the checkpoints are found by the next start of a platform. */
  private static Optional<String> checkpointDirectory(FlinkRest rest) throws IOException {
    for (JsonNode entry : rest.get("/jobmanager/config")) {
      if (List.of("execution.checkpointing.dir", "state.checkpoints.dir")
          .contains(entry.path("key").asText())) {
        return Optional.of(entry.path("value").asText());
      }
    }
    return Optional.empty();
  }

  /** Lets it go on. Does nothing where it was not stopped. */
  public synchronized void resume() throws Exception {
    String from = restorePath;
    if (from == null) {
      held.ifPresent(JobHold::end);
      return;
    }
    JobSubmission submission =
        JobStarter.submission(flink, jobJar, new FlinkReports(flink).stateOptionsOfJobs());
    String id = JobSubmission.newId();
    if (records.isPresent()) {
      records.get().remember(job.job().name(), id);
    }
    submission.submit(job.job(), id, job.arguments(), Optional.of(from));
    restorePath = null;
    held.ifPresent(JobHold::end);
  }

  private synchronized void resumeAtExit() {
    try {
      resume();
    } catch (Exception e) {
      System.err.printf(
          "hydrascope: the job '%s' is stopped at %s and did not go on: %s%n",
          job.job().name(), restorePath, OneLine.of(e));
    }
  }

  @Override
  public void close() throws Exception {
    resume();
    try {
      boolean unused = Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException e) {
      // The process ends already; the hook finds nothing left to do.
      return;
    }
  }
}
