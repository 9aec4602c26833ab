package io.hydrascope.benchmarks.soak;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.hydrascope.embedded.FlinkAccess;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What Flink's REST interface says of jobs, checkpoints and heaps. */
record FlinkLooks(FlinkAccess flink) {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int TIMEOUT_MILLIS = 10_000;
  private static final int JOBS = 3;

  /**
   * A completed checkpoint.
   *
   * @param id of the job and the checkpoint
   * @param writtenBytes new in it
   * @param stateBytes all that it refers to
   */
  record Checkpoint(
      String id,
      String job,
      long startedMillis,
      long durationMillis,
      long writtenBytes,
      long stateBytes) {}

  boolean areJobsRunning() {
    try {
      int running = 0;
      for (JsonNode job : get("/jobs/overview").path("jobs")) {
        running += job.path("state").asText().equals("RUNNING") ? 1 : 0;
      }
      return running >= JOBS;
    } catch (IOException e) {
      return false; // not yet
    }
  }

  /** The newest few of each job that runs. */
  List<Checkpoint> checkpoints() throws IOException {
    List<Checkpoint> found = new ArrayList<>();
    for (JsonNode job : get("/jobs/overview").path("jobs")) {
      String id = job.path("jid").asText();
      if (!job.path("state").asText().equals("RUNNING")) {
        continue;
      }
      for (JsonNode each : get("/jobs/" + id + "/checkpoints").path("history")) {
        if (each.path("status").asText().equals("COMPLETED")) {
          found.add(
              new Checkpoint(
                  id + "/" + each.path("id").asText(),
                  job.path("name").asText(),
                  each.path("trigger_timestamp").asLong(),
                  each.path("end_to_end_duration").asLong(),
                  each.path("checkpointed_size").asLong(),
                  each.path("state_size").asLong()));
        }
      }
    }
    return found;
  }

  /** Bytes that the newest of these checkpoints refers to, by job. */
  static Map<String, Long> newestStateBytes(List<Checkpoint> checkpoints) {
    Map<String, Checkpoint> newest = new TreeMap<>();
    for (Checkpoint each : checkpoints) {
      newest.merge(each.job(), each, (a, b) -> a.startedMillis() >= b.startedMillis() ? a : b);
    }
    Map<String, Long> bytes = new TreeMap<>();
    newest.forEach((job, each) -> bytes.put(job, each.stateBytes()));
    return bytes;
  }

  /** Bytes of the heap in use, by process. */
  Map<String, Long> heaps() throws IOException {
    String metric = "metrics?get=Status.JVM.Memory.Heap.Used";
    Map<String, Long> heaps = new TreeMap<>();
    heaps.put("jobmanager", first(get("/jobmanager/" + metric)));
    for (JsonNode each : get("/taskmanagers").path("taskmanagers")) {
      String id = each.path("id").asText();
      heaps.merge("taskmanager", first(get("/taskmanagers/" + id + "/" + metric)), Long::sum);
    }
    return heaps;
  }

  private static long first(JsonNode metrics) {
    return metrics.path(0).path("value").asLong();
  }

  private JsonNode get(String path) throws IOException {
    try (InputStream answer = flink.open(path, TIMEOUT_MILLIS).getInputStream()) {
      return JSON.readTree(answer);
    }
  }
}
