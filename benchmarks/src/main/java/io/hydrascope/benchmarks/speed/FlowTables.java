package io.hydrascope.benchmarks.speed;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** The tables about the way from the agent into the tables. */
final class FlowTables {
  private static final int SHARES_SHOWN = 10;
  private static final double LEAST_SHARE = 0.005;

  private FlowTables() {}

  static List<String> publish(JsonNode result) {
    double target = result.path("targetRatio").asDouble();
    return table(
        "| model | agent, through its spool, MB/s | straight, MB/s | same bytes ready, MB/s | ratios | target | |",
        result.path("cases"),
        each -> {
          double ratio = each.path("spooled").path("ratio").asDouble();
          return format(
              "| %s | %.0f | %.0f | %.0f | %.2f, %.2f | ≥ %.1f | %s |",
              each.path("shape").asText(),
              each.path("spooled").path("megabytesASecond").asDouble(),
              each.path("straight").path("megabytesASecond").asDouble(),
              each.path("raw").path("megabytesASecond").asDouble(),
              ratio,
              each.path("straight").path("ratio").asDouble(),
              target,
              verdict(ratio >= target));
        });
  }

  static List<String> jobs(List<JsonNode> results) {
    return table(
        "| model | rows/s into ClickHouse | rows/s decoded and discarded | ratio | target | |",
        results,
        result -> {
          JsonNode throughput = result.path("throughput");
          double ratio = throughput.path("ratio").asDouble();
          double target = throughput.path("targetRatio").asDouble();
          return format(
              "| %s | %s | %s | %.3f | ≥ %.1f | %s |",
              result.path("shape").asText(),
              numbers(throughput.path("rowsASecond")),
              numbers(throughput.path("decodedRowsASecond")),
              ratio,
              target,
              verdict(ratio >= target));
        });
  }

  private static String numbers(JsonNode values) {
    List<String> texts = new ArrayList<>();
    values.forEach(value -> texts.add(format("%,.0f", value.asDouble())));
    return String.join("; ", texts);
  }

  static List<String> latency(List<JsonNode> results) {
    return table(
        "| model | rows/s published | captures | p50, s | p99, s | longest, s | target of p99 | |",
        results,
        result -> {
          JsonNode latency = result.path("latency");
          double p99 = latency.path("p99Seconds").asDouble();
          double target = result.path("targetP99Seconds").asDouble();
          return format(
              "| %s | %,.0f | %,d | %.2f | %.2f | %.2f | ≤ %.1f | %s |",
              result.path("shape").asText(),
              latency.path("rowsASecond").asDouble(),
              latency.path("captures").asInt(),
              latency.path("p50Seconds").asDouble(),
              p99,
              latency.path("maxSeconds").asDouble(),
              target,
              verdict(p99 <= target));
        });
  }

  static List<String> jobProfile(List<JsonNode> results) {
    return table(
        "| model | cores used by job, Kafka, ClickHouse | where the job's process spends its time |",
        results,
        result -> {
          JsonNode throughput = result.path("throughput");
          JsonNode cpu = throughput.path("cpuSecondsASecond");
          return format(
              "| %s | %.2f, %.2f, %.2f | %s |",
              result.path("shape").asText(),
              cpu.path("job").asDouble(),
              cpu.path("kafka").asDouble(),
              cpu.path("clickHouse").asDouble(),
              shares(throughput.path("profile")));
        });
  }

  static List<String> publishProfile(JsonNode result) {
    return table(
        "| model | where both sides' process spends its time |",
        result.path("cases"),
        each -> "| %s | %s |".formatted(each.path("shape").asText(), shares(each.path("profile"))));
  }

  private static String shares(JsonNode profile) {
    List<String> shown = new ArrayList<>();
    for (JsonNode share : profile) {
      if (shown.size() < SHARES_SHOWN && share.path("share").asDouble() >= LEAST_SHARE) {
        double percent = 1e2 * share.path("share").asDouble();
        shown.add(format("%s %.1f%%", share.path("where").asText(), percent));
      }
    }
    return String.join(", ", shown);
  }

  static List<String> insert(JsonNode result) {
    double ratio = result.path("ratio").asDouble();
    double target = result.path("targetRatio").asDouble();
    return List.of(
        "| rows per block | MB per block | rows/s, encoded and inserted | rows/s, raw blocks | encoding, part of the time | ratio | target | |",
        "|---|---|---|---|---|---|---|---|",
        format(
            "| %,d | %.1f | %,.0f | %,.0f | %.1f%% | %.2f | ≥ %.1f | %s |",
            result.path("rowsABlock").asInt(),
            result.path("bytesABlock").asDouble() / 1e6,
            result.path("rowsASecond").asDouble(),
            result.path("rawRowsASecond").asDouble(),
            1e2 * sum(result.path("encodeSeconds")) / sum(result.path("seconds")),
            ratio,
            target,
            verdict(ratio >= target)));
  }

  private static double sum(JsonNode values) {
    double sum = 0;
    for (JsonNode value : values) {
      sum += value.asDouble();
    }
    return sum;
  }

  static List<String> questions(JsonNode result) {
    double target = result.path("targetP95Millis").asDouble();
    return table(
        "| question | layout | p50, ms | p95, ms | target of p95 | |",
        result.path("answers"),
        answer -> {
          double p95 = answer.path("p95").asDouble();
          String table = answer.path("table").asText();
          boolean isPlatforms = !table.contains("_by_");
          return format(
              "| %s | `%s` | %.0f | %.0f | %s | %s |",
              answer.path("question").asText(),
              table,
              answer.path("p50").asDouble(),
              p95,
              isPlatforms ? format("≤ %.0f", target) : "–",
              isPlatforms ? verdict(p95 <= target) : "");
        });
  }

  static List<String> codecs(JsonNode result) {
    return table(
        "| table | columns | codec | bytes | part of plain | read, ms |",
        result.path("measured"),
        each -> {
          double stored = each.path("storedBytes").asDouble();
          return format(
              "| `%s` | %s (%d) | %s | %,.0f | %.1f%% | %.1f |",
              each.path("table").asText(),
              each.path("kind").asText(),
              each.path("columns").asInt(),
              each.path("codec").asText(),
              stored,
              1e2 * stored / each.path("plainBytes").asDouble(),
              each.path("readMillis").asDouble());
        });
  }

  /**
   * @param header cells between bars
   * @param row of one result
   */
  private static List<String> table(
      String header, Iterable<JsonNode> results, Function<JsonNode, String> row) {
    long columns = header.chars().filter(character -> character == '|').count() - 1;
    List<String> rows = new ArrayList<>();
    rows.add(header);
    rows.add("|" + "---|".repeat((int) columns));
    results.forEach(result -> rows.add(row.apply(result)));
    return rows;
  }

  private static String verdict(boolean isMet) {
    return isMet ? "met" : "**missed**";
  }

  private static String format(String text, Object... values) {
    return String.format(Locale.ROOT, text, values);
  }
}
