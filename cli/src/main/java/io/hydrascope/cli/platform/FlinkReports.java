package io.hydrascope.cli.platform;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** What a Flink cluster's REST interface says of its jobs. */
public record FlinkReports(URI restUrl) {
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

  /** Stack traces of what a job was restarted for, as many as Flink keeps. */
  public List<String> failures(String jobId) throws IOException {
    List<String> traces = new ArrayList<>();
    for (JsonNode entry :
        get("/jobs/" + jobId + "/exceptions").path("exceptionHistory").path("entries")) {
      traces.add(entry.path("stacktrace").asText());
    }
    return traces;
  }

  private JsonNode get(String path) throws IOException {
    return new FlinkRest(restUrl).get(path);
  }
}
