package io.hydrascope.platform;

import com.fasterxml.jackson.databind.JsonNode;
import io.hydrascope.embedded.FlinkAccess;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a Flink cluster's REST interface says of its jobs. */
public record FlinkReports(FlinkAccess flink) {
  private static final String COMPENSATION = "hydrascope compensation";
  private static final String SHIFTS = "hydrascope shifts";
  private static final Pattern LEFT_OUT =
      Pattern.compile(".*\\.(units_after_their_window|prompts_after_their_group)");
  private static final Pattern REPEATED =
      Pattern.compile(".*\\.model\\.(.+)\\.revision\\.(.+)\\.rows_repeated_of_revision");
  private static final Pattern REFUSED = Pattern.compile(".*reason\\.(\\w+)\\.captures_refused");
  private static final List<String> STATE_BACKEND = List.of("state.backend.type", "state.backend");

  /**
   * Flink's own default keeps it on the heap, which a stream without an end fills. Most keys are
   * new, which filters tell without a look at the files; the filters are read in parts.
   */
  private static final Map<String, String> STATE_ON_DISK =
      Map.of(
          "state.backend.type", "rocksdb",
          "execution.checkpointing.incremental", "true",
          "state.backend.rocksdb.use-bloom-filter", "true",
          "state.backend.rocksdb.memory.partitioned-index-filters", "true");

  private static final Pattern LATE = Pattern.compile(".*window\\.(\\w+)\\.prompts_late");

  /**
   * A job as the cluster lists it.
   *
   * @param state Flink's word, {@code RUNNING} for example
   */
  public record JobState(String id, String name, String state, long startedMillis) {
    /** Not ended for good: it runs or will run again. */
    public boolean isLive() {
      return !List.of("FINISHED", "CANCELED", "FAILED").contains(state);
    }
  }

  /** Flink's own. */
  public String version() throws IOException {
    return get("/overview").path("flink-version").asText();
  }

  /**
   * Ended ones as well.
   *
   * @throws IOException if the cluster does not answer
   */
  public List<JobState> jobs() throws IOException {
    List<JobState> jobs = new ArrayList<>();
    for (JsonNode job : get("/jobs/overview").path("jobs")) {
      jobs.add(
          new JobState(
              job.path("jid").asText(),
              job.path("name").asText(),
              job.path("state").asText(),
              job.path("start-time").asLong()));
    }
    return jobs;
  }

  /**
   * What the cluster can run.
   *
   * @param freeSlots without a task
   */
  public record Slots(int taskManagers, int slots, int freeSlots) {}

  public Slots slots() throws IOException {
    JsonNode overview = get("/overview");
    return new Slots(
        overview.path("taskmanagers").asInt(),
        overview.path("slots-total").asInt(),
        overview.path("slots-available").asInt());
  }

  /**
   * How a job gets on.
   *
   * @param runningTasks of {@code tasks}
   * @param checkpointBegan the newest that is complete; the beginning of time where there is none
   * @param restarts since {@code since}, as far as Flink remembers them
   */
  public record JobProgress(int runningTasks, int tasks, Instant checkpointBegan, int restarts) {}

  public JobProgress progress(String jobId, Instant since) throws IOException {
    int tasks = 0;
    int running = 0;
    for (JsonNode vertex : get("/jobs/" + jobId).path("vertices")) {
      tasks += vertex.path("parallelism").asInt();
      running += vertex.path("tasks").path("RUNNING").asInt();
    }
    int restarts = 0;
    for (JsonNode entry :
        get("/jobs/" + jobId + "/exceptions").path("exceptionHistory").path("entries")) {
      restarts += entry.path("timestamp").asLong() >= since.toEpochMilli() ? 1 : 0;
    }
    return new JobProgress(running, tasks, checkpointBegan(jobId), restarts);
  }

  /**
   * Whether each of these jobs runs with all its tasks and has completed a checkpoint that began
   * after {@code since}: rows of before are in the tables then, and those of now are on their way.
   *
   * @param names of the jobs
   * @throws IOException if the cluster does not answer
   */
  public boolean flowSince(Collection<String> names, Instant since) throws IOException {
    Set<String> flowing = new HashSet<>();
    for (JsonNode job : get("/jobs/overview").path("jobs")) {
      JsonNode tasks = job.path("tasks");
      if (job.path("state").asText().equals("RUNNING")
          && tasks.path("running").asInt() == tasks.path("total").asInt()
          && checkpointBegan(job.path("jid").asText()).isAfter(since)) {
        flowing.add(job.path("name").asText());
      }
    }
    return flowing.containsAll(names);
  }

  /** {@link #flowSince}; false while the cluster does not answer. */
  boolean tryFlowSince(Collection<String> names, Instant since) {
    try {
      return flowSince(names, since);
    } catch (IOException e) {
      return false;
    }
  }

  private Instant checkpointBegan(String id) throws IOException {
    JsonNode completed = get("/jobs/" + id + "/checkpoints").path("latest").path("completed");
    return Instant.ofEpochMilli(completed.path("trigger_timestamp").asLong());
  }

  /** The innermost reason why the job last failed, in one line. */
  String rootCause(String jobId) throws IOException {
    String trace = get("/jobs/" + jobId + "/exceptions").path("root-exception").asText();
    String root = trace.substring(trace.lastIndexOf("Caused by: ") + 1);
    return root.lines()
        .findFirst()
        .map(line -> line.replaceFirst("^aused by: ", ""))
        .orElse("Flink gives no reason");
  }

  /**
   * What a job must say itself of where its state lies: nothing where the cluster's configuration
   * does.
   */
  Map<String, String> stateOptionsOfJobs() throws IOException {
    for (JsonNode entry : get("/jobmanager/config")) {
      if (STATE_BACKEND.contains(entry.path("key").asText())) {
        return Map.of();
      }
    }
    return STATE_ON_DISK;
  }

  /** Stack traces of what a job was restarted for, as many as Flink keeps. */
  public List<String> failures(String jobId) throws IOException {
    List<String> traces = new ArrayList<>();
    for (JsonNode entry :
        get("/jobs/" + jobId + "/exceptions").path("exceptionHistory").path("entries")) {
      traces.add(entry.path("stacktrace").asText());
    }
    return traces;
  }

  /**
   * Prompts that came after their window had ended for good, by window, once for each component and
   * segment, since the compensation job last started; the window {@code all} has counted them.
   * Empty while no such job runs or Flink has not heard of its counters yet.
   */
  public Map<String, Long> latePrompts() throws IOException {
    return counters().late();
  }

  /**
   * What the jobs have counted since they last started.
   *
   * @param late as {@link #latePrompts} has it
   * @param leftOut prompts or groups that no comparison took, because they came after their window
   *     or group; by the counter's name
   * @param repeated rows that were sent again, by {@link #revisionKey}
   * @param refused capture messages by the reason of their dead letters
   */
  public record JobCounters(
      Map<String, Long> late,
      Map<String, Long> leftOut,
      Map<String, Long> repeated,
      Map<String, Long> refused) {
    public static final JobCounters NONE = new JobCounters(Map.of(), Map.of(), Map.of(), Map.of());
  }

  /** Flink replaces what parts names in its own. */
  public static String revisionKey(String model, String revision) {
    return (model + " " + revision).replaceAll("[ .:,]", "_");
  }

  /** Empty for jobs that do not run, and while Flink has not heard of their counters yet. */
  public JobCounters counters() throws IOException {
    JobCounters found =
        new JobCounters(new TreeMap<>(), new TreeMap<>(), new TreeMap<>(), new TreeMap<>());
    for (JobState job : jobs()) {
      if (job.isLive() && job.name().equals(COMPENSATION)) {
        add(job, Map.of(LATE, found.late, REPEATED, found.repeated, REFUSED, found.refused));
      } else if (job.isLive() && job.name().equals(SHIFTS)) {
        add(job, Map.of(LEFT_OUT, found.leftOut));
      }
    }
    return found;
  }

  private void add(JobState job, Map<Pattern, Map<String, Long>> counters) throws IOException {
    for (JsonNode vertex : get("/jobs/" + job.id()).path("vertices")) {
      String metrics =
          "/jobs/%s/vertices/%s/subtasks/metrics".formatted(job.id(), vertex.path("id").asText());
      for (JsonNode metric : get(metrics)) {
        for (Map.Entry<Pattern, Map<String, Long>> counter : counters.entrySet()) {
          Matcher name = counter.getKey().matcher(metric.path("id").asText());
          if (name.matches()) {
            add(metrics, name, counter.getValue());
          }
        }
      }
    }
  }

  private void add(String metrics, Matcher name, Map<String, Long> sums) throws IOException {
    String key = name.groupCount() == 1 ? name.group(1) : name.group(1) + "_" + name.group(2);
    String wanted = URLEncoder.encode(name.group(), StandardCharsets.UTF_8);
    for (JsonNode sum : get(metrics + "?agg=sum&get=" + wanted)) {
      sums.merge(key, sum.path("sum").asLong(), Long::sum);
    }
  }

  private JsonNode get(String path) throws IOException {
    return new FlinkRest(flink).get(path);
  }
}
