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
    Map<String, Long> late = new TreeMap<>();
    for (JobState job : jobs()) {
      if (job.isLive() && job.name().equals(COMPENSATION)) {
        for (JsonNode vertex : get("/jobs/" + job.id()).path("vertices")) {
          String metrics =
              "/jobs/%s/vertices/%s/subtasks/metrics"
                  .formatted(job.id(), vertex.path("id").asText());
          addLate(metrics, late);
        }
      }
    }
    return late;
  }

  private void addLate(String metrics, Map<String, Long> late) throws IOException {
    for (JsonNode metric : get(metrics)) {
      Matcher name = LATE.matcher(metric.path("id").asText());
      if (name.matches()) {
        String wanted = URLEncoder.encode(name.group(), StandardCharsets.UTF_8);
        for (JsonNode sum : get(metrics + "?agg=sum&get=" + wanted)) {
          late.merge(name.group(1), sum.path("sum").asLong(), Long::sum);
        }
      }
    }
  }

  private JsonNode get(String path) throws IOException {
    return new FlinkRest(restUrl).get(path);
  }
}
