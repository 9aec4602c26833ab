package io.hydrascope.benchmarks.speed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.hydrascope.benchmarks.MarkedTables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The tables of docs/performance.md, made from the result files between lines {@code <!-- NAME -->}
 * and {@code <!-- end -->}.
 *
 * <pre>
 * RESULTS_FOLDER PERFORMANCE.md
 * </pre>
 */
public final class PerformanceTables {
  private static final int OPERATORS_SHOWN = 6;

  private final Path results;
  private final JsonMapper json = JsonMapper.builder().build();

  PerformanceTables(Path results) {
    this.results = results;
  }

  public static void main(String[] arguments) throws IOException {
    Path document = Path.of(arguments[1]);
    PerformanceTables tables = new PerformanceTables(Path.of(arguments[0]));
    Files.writeString(document, tables.fill(Files.readString(document)));
  }

  /** The document with every table as the result files have it now. */
  String fill(String document) throws IOException {
    return MarkedTables.fill(document, this::table);
  }

  private List<String> table(String name) throws IOException {
    return switch (name) {
      case "machine" -> machine(read("sweep-speed"));
      case "sweep-speed" -> speed(read("sweep-speed").path("results"));
      case "peers" -> peers();
      case "cost" -> cost(read("sweep-cost").path("points"));
      case "publish" -> FlowTables.publish(read("publish"));
      case "publish-profile" -> FlowTables.publishProfile(read("publish"));
      case "jobs" -> FlowTables.jobs(jobs());
      case "jobs-profile" -> FlowTables.jobProfile(jobs());
      case "latency" -> FlowTables.latency(jobs());
      case "insert" -> FlowTables.insert(read("insert"));
      case "codecs" -> FlowTables.codecs(read("codecs"));
      case "questions" -> FlowTables.questions(read("questions"));
      case "profile" -> profile(read("sweep-profile").path("cases"));
      default -> throw new IllegalArgumentException("no table " + name);
    };
  }

  private static List<String> machine(JsonNode result) {
    JsonNode machine = result.path("machine");
    return List.of(
        "%s, %s cores, %s of memory, %s, %s"
            .formatted(
                machine.path("cpu").asText(),
                machine.path("cores").asText(),
                machine.path("memory").asText(),
                machine.path("os").asText(),
                machine.path("jvm").asText()));
  }

  private static List<String> speed(JsonNode results) {
    List<String> rows = new ArrayList<>();
    rows.add(
        "| | T | readout | plain row, ms (batch) | whole sweep, s | a run in plain rows | aim | limit | |");
    rows.add("|---|---|---|---|---|---|---|---|---|");
    for (JsonNode result : results) {
      double limit = limit(result);
      double value = result.path("runInRows").asDouble();
      boolean isPosition = result.path("what").asText().startsWith("P3");
      double times = isPosition ? timesTheRateOfP1(results, result) : value;
      boolean isMet = isPosition ? times >= limit : times <= limit;
      rows.add(
          format(
              "| %s | %d | `%s` | %.1f (%d) | %.3f | %s | %s | %s | %s |",
              result.path("what").asText(),
              result.path("tokens").asInt(),
              result.path("readout").asText(),
              1e3 * result.path("plainRowSeconds").asDouble(),
              result.path("plainBatch").asInt(),
              result.path("sweepSeconds").asDouble(),
              isPosition ? format("%.4f: %.1f × P1", value, times) : format("%.3f", value),
              aim(result),
              limit == 0 ? "–" : format(isPosition ? "≥ %.0f × P1" : "≤ %.2f", limit),
              verdict(limit, isMet)));
    }
    return rows;
  }

  private static String aim(JsonNode result) {
    if (!result.path("what").asText().startsWith("P1")) {
      return "–";
    }
    double aim = result.path("readout").asText().equals("last") ? 0.48 : 0.71;
    boolean isMet = result.path("runInRows").asDouble() <= aim;
    return format("%.2f%s", aim, isMet ? "" : ", missed");
  }

  private static String verdict(double limit, boolean isMet) {
    if (limit == 0) {
      return "";
    }
    return isMet ? "met" : "**missed**";
  }

  /** 0 where none is asked. */
  private static double limit(JsonNode result) {
    String what = result.path("what").asText();
    if (what.startsWith("P3")) {
      return result.path("tokens").asInt() == 128 ? 30 : 0;
    }
    if (what.startsWith("P4")) {
      return 1.10;
    }
    return result.path("readout").asText().equals("last") ? 0.55 : 0.78;
  }

  /** Rows a second of the same sweep at the readout position over P1's. */
  private static double timesTheRateOfP1(JsonNode results, JsonNode position) {
    for (JsonNode result : results) {
      if (result.path("what").asText().startsWith("P1")
          && result.path("tokens").equals(position.path("tokens"))
          && result.path("readout").equals(position.path("readout"))) {
        return result.path("sweepSeconds").asDouble() / position.path("sweepSeconds").asDouble();
      }
    }
    throw new IllegalArgumentException("no P1 beside " + position);
  }

  private List<String> peers() throws IOException {
    List<String> rows = new ArrayList<>();
    rows.add(
        "| model | T | scope | TransformerLens runs | batch | ours, ms per ablation | theirs | ratio (least to most) |");
    rows.add("|---|---|---|---|---|---|---|---|");
    for (String name : List.of("tiny-64", "gpt2-small-64", "gpt2-small-128")) {
      if (!Files.exists(file("peers-" + name))) {
        continue;
      }
      for (JsonNode result : read("peers-" + name).path("comparisons")) {
        JsonNode ratio = result.path("ratio");
        rows.add(
            format(
                "| %s | %d | `%s` | `%s` | %d | %.3f | %.3f | %.1f (%.1f to %.1f) |",
                result.path("model").asText(),
                result.path("tokens").asInt(),
                result.path("scope").asText(),
                result.path("peer_mode").asText(),
                result.path("batch").asInt(),
                1e3 * result.path("our_seconds_per_ablation").path("median").asDouble(),
                1e3 * result.path("peer_seconds_per_ablation").path("median").asDouble(),
                ratio.path("median").asDouble(),
                ratio.path("min").asDouble(),
                ratio.path("max").asDouble()));
      }
    }
    return rows;
  }

  private static List<String> cost(JsonNode points) {
    List<String> rows = new ArrayList<>();
    rows.add("| | | ms per ablation | plain row, ms | ablation in rows | counting operations |");
    rows.add("|---|---|---|---|---|---|");
    for (JsonNode point : points) {
      rows.add(
          format(
              "| %s | %d | %.3f | %.3f | %.3f | %.3f |",
              point.path("panel").asText().toLowerCase(Locale.ROOT),
              point.path("x").asInt(),
              point.path("ms_per_ablation").path("median").asDouble(),
              point.path("plain_ms_per_row").path("median").asDouble(),
              point.path("rows").asDouble(),
              point.path("rows_by_counting").asDouble()));
    }
    return rows;
  }

  private static List<String> profile(JsonNode cases) {
    List<String> rows = new ArrayList<>();
    rows.add("| | T | readout | graph | ms | share of each operator in the graph's time |");
    rows.add("|---|---|---|---|---|---|");
    for (JsonNode each : cases) {
      for (JsonNode graph : each.path("graphs")) {
        rows.add(
            format(
                "| %s | %d | `%s` | %s | %.1f | %s |",
                each.path("what").asText(),
                each.path("tokens").asInt(),
                each.path("readout").asText(),
                graph.path("name").asText(),
                1e3 * graph.path("seconds_per_run").asDouble(),
                operators(graph.path("operators"))));
      }
    }
    return rows;
  }

  private static String operators(JsonNode operators) {
    List<String> shown = new ArrayList<>();
    for (JsonNode operator : operators) {
      if (shown.size() < OPERATORS_SHOWN) {
        double percent = 1e2 * operator.path("share").asDouble();
        shown.add(format("%s %.1f%%", operator.path("name").asText(), percent));
      }
    }
    return shown.stream().collect(Collectors.joining(", "));
  }

  private List<JsonNode> jobs() throws IOException {
    List<JsonNode> results = new ArrayList<>();
    for (String name : List.of("job-bundled", "job-gpt2-small")) {
      if (Files.exists(file(name))) {
        results.add(read(name));
      }
    }
    return results;
  }

  private JsonNode read(String name) throws IOException {
    return json.readTree(file(name).toFile());
  }

  private Path file(String name) {
    return results.resolve(name + ".json");
  }

  private static String format(String text, Object... values) {
    return String.format(Locale.ROOT, text, values);
  }
}
