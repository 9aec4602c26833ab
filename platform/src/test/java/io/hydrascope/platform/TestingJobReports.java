package io.hydrascope.platform;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.hydrascope.embedded.FlinkAccess;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What Flink says of its jobs. */
public record TestingJobReports(FlinkAccess flink) {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int TIMEOUT_MILLIS = 60_000;

  /** One a job. */
  List<String> states() {
    List<String> states = new ArrayList<>();
    get("/jobs/overview").get("jobs").forEach(job -> states.add(job.get("state").asText()));
    return states;
  }

  /** Stack traces of everything that a job was restarted for. */
  public List<String> failures() {
    List<String> traces = new ArrayList<>();
    for (JsonNode job : get("/jobs/overview").get("jobs")) {
      String path = "/jobs/" + job.get("jid").asText() + "/exceptions";
      for (JsonNode entry : get(path).get("exceptionHistory").get("entries")) {
        traces.add(entry.get("stacktrace").asText());
      }
    }
    return traces;
  }

  /** Names of the operators' metrics, with their groups, as far as Flink has heard of them. */
  Set<String> metrics() {
    Set<String> names = new HashSet<>();
    for (String vertex : vertices()) {
      get(vertex).forEach(metric -> names.add(metric.get("id").asText()));
    }
    return names;
  }

  /** Where the metrics of each job's operators are. */
  private List<String> vertices() {
    List<String> paths = new ArrayList<>();
    for (JsonNode job : get("/jobs/overview").get("jobs")) {
      String path = "/jobs/" + job.get("jid").asText();
      for (JsonNode vertex : get(path).get("vertices")) {
        paths.add(path + "/vertices/" + vertex.get("id").asText() + "/subtasks/metrics");
      }
    }
    return paths;
  }

  private JsonNode get(String path) {
    try (InputStream answer = flink.open(path, TIMEOUT_MILLIS).getInputStream()) {
      return JSON.readTree(answer);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
