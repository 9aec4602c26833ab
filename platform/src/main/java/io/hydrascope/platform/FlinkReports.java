package io.hydrascope.platform;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a Flink cluster's REST interface says of its jobs. */
public record FlinkReports(URI restUrl) {
  private static final String COMPENSATION = "hydrascope compensation";
  private static final String SHIFTS = "hydrascope shifts";
  private static final Pattern LEFT_OUT =
      Pattern.compile(".*\\.(units_after_their_window|prompts_after_their_group)");
  private static final Pattern REPEATED =
      Pattern.compile(".*\\.model\\.(.+)\\.revision\\.(.+)\\.rows_repeated_of_revision");
  private static final Pattern REFUSED = Pattern.compile(".*reason\\.(\\w+)\\.captures_refused");
  private static final List<String> STATE_BACKEND = List.of("state.backend.type", "state.backend");

  /** Flink's own default keeps it on the heap, which a stream without an end fills. */
  private static final Map<String, String> STATE_ON_DISK =
      Map.of("state.backend.type", "rocksdb", "execution.checkpointing.incremental", "true");

  private static final Pattern LATE = Pattern.compile(".*window\\.(\\w+)\\.prompts_late");

  /**
   * A job as the cluster lists it.
   *
   * @param state Flink's word, {@code RUNNING} for example
   */
  public record JobState(String id, String name, String state) {
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
              job.path("jid").asText(), job.path("name").asText(), job.path("state").asText()));
    }
    return jobs;
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
    return new FlinkRest(restUrl).get(path);
  }
}
