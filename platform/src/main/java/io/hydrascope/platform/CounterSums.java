package io.hydrascope.platform;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** Counters of the jobs that run. */
record CounterSums(FlinkReports flink) {
  private static final String ROWS_SET_ASIDE = "rows_set_aside";

  /**
   * Rows that became dead letters, since ClickHouse refused them; jobs that have some alone.
   *
   * @throws IOException if Flink does not answer
   */
  Map<String, Long> rowsSetAside() throws IOException {
    Map<String, Long> rows = sums(ROWS_SET_ASIDE);
    rows.values().removeIf(each -> each == 0);
    return rows;
  }

  /**
   * By job, over all its operators and tasks; 0 where a job does not have it.
   *
   * @throws IOException if Flink does not answer
   */
  Map<String, Long> sums(String metric) throws IOException {
    FlinkRest rest = new FlinkRest(flink.flink());
    Map<String, Long> sums = new TreeMap<>();
    for (FlinkReports.JobState job : flink.jobs()) {
      if (job.isLive()) {
        for (JsonNode vertex : rest.get("/jobs/" + job.id()).path("vertices")) {
          String metrics =
              "/jobs/%s/vertices/%s/subtasks/metrics"
                  .formatted(job.id(), vertex.path("id").asText());
          sums.merge(job.name(), sum(rest, metrics, metric), Long::sum);
        }
      }
    }
    return sums;
  }

  private static long sum(FlinkRest rest, String metrics, String metric) throws IOException {
    long sum = 0;
    for (JsonNode each : rest.get(metrics)) {
      String name = each.path("id").asText();
      if (name.endsWith("." + metric)) {
        String wanted = URLEncoder.encode(name, StandardCharsets.UTF_8);
        for (JsonNode found : rest.get(metrics + "?agg=sum&get=" + wanted)) {
          sum += found.path("sum").asLong();
        }
      }
    }
    return sum;
  }
}
