package io.hydrascope.benchmarks.shift;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.hydrascope.benchmarks.MarkedTables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/**
 * The tables about shifts in documents, made from the result files.
 *
 * <pre>
 * RESULTS_FOLDER DOCUMENT.md…
 * </pre>
 */
public final class ShiftTables {
  private static final List<String> CANDIDATES = List.of("fine-tuned", "control", "copy");
  private static final String PROBE = "probe";
  private static final int EFFECTS_SHOWN = 12;
  private static final double LEAST_SHARE = 1e-6;

  private final Path results;
  private final JsonMapper json = JsonMapper.builder().build();

  ShiftTables(Path results) {
    this.results = results;
  }

  public static void main(String[] arguments) throws IOException {
    ShiftTables tables = new ShiftTables(Path.of(arguments[0]));
    for (String name : List.of(arguments).subList(1, arguments.length)) {
      Path document = Path.of(name);
      Files.writeString(document, tables.fill(Files.readString(document)));
    }
  }

  /** The document with every table as the result files have it now. */
  String fill(String document) throws IOException {
    return MarkedTables.fill(document, this::table);
  }

  private List<String> table(String name) throws IOException {
    return switch (name) {
      case "shift-no-change" -> noChange(read("shift-calibration"));
      case "shift-some-change" -> someChange(read("shift-calibration").path("someChange"));
      case "shift-power" -> power(read("shift-calibration").path("power"));
      case "shift-equivalence" -> equivalence(read("shift-calibration").path("equivalence"));
      case "shift-verdicts" -> verdicts(read("shift-real"));
      case "shift-effects" -> effects(read("shift-real"));
      default -> throw new IllegalArgumentException("no table " + name);
    };
  }

  private static List<String> noChange(JsonNode result) {
    List<String> rows = new ArrayList<>();
    rows.add(
        "| data | skewness | experiments | any rejection | repeated t-tests, Bonferroni | interval held | Student's |");
    rows.add("|---|---|---|---|---|---|---|");
    for (JsonNode each : result.path("noChange")) {
      rows.add(
          format(
              "| %s | %.1f | %,d | %.1f%% | %.1f%% | %.1f%% | %.1f%% |",
              each.path("population").asText(),
              each.path("skewness").asDouble() + 0.0,
              each.path("experiments").asInt(),
              percent(each, "anyRejected"),
              percent(each, "anyRejectedByTTests"),
              1e2 * each.path("coverage").asDouble(),
              1e2 * each.path("tCoverage").asDouble()));
    }
    return rows;
  }

  private static double percent(JsonNode result, String count) {
    return 1e2 * result.path(count).asInt() / result.path("experiments").asInt();
  }

  private static List<String> someChange(JsonNode results) {
    List<String> rules = new ArrayList<>();
    results.path(0).path("falseDiscoveryRate").fieldNames().forEachRemaining(rules::add);
    List<String> rows = new ArrayList<>();
    rows.add(
        "| data | " + String.join(" | ", rules) + " | latched: of all ever called so | found |");
    rows.add("|---".repeat(rules.size() + 3) + "|");
    for (JsonNode each : results) {
      StringBuilder row = new StringBuilder("| " + each.path("population").asText());
      for (String rule : rules) {
        row.append(" | ").append(share(each.path("falseDiscoveryRate").path(rule).asDouble()));
      }
      row.append(" | ").append(share(each.path("latched").asDouble()));
      rows.add(row + format(" | %.0f%% |", 1e2 * each.path("found").asDouble()));
    }
    return rows;
  }

  private static String share(double share) {
    return share < LEAST_SHARE ? "0" : format("%.3f%%", 1e2 * share);
  }

  private static List<String> power(JsonNode results) {
    List<String> rows = new ArrayList<>();
    rows.add("| data | beyond δ, sd | needed for 80% | median | z-test that looks once | ratio |");
    rows.add("|---|---|---|---|---|---|");
    for (JsonNode each : results) {
      rows.add(
          format(
              "| %s | %.2f | %,d | %,d | %,d | %.2f |",
              each.path("population").asText(),
              each.path("beyond").asDouble(),
              each.path("needed").asInt(),
              each.path("median").asInt(),
              each.path("fixed").asInt(),
              each.path("needed").asDouble() / each.path("fixed").asDouble()));
    }
    return rows;
  }

  private static List<String> equivalence(JsonNode results) {
    List<String> rows = new ArrayList<>();
    rows.add("| data | skewness | experiments | any called equivalent | by the interval alone |");
    rows.add("|---|---|---|---|---|");
    for (JsonNode each : results) {
      rows.add(
          format(
              "| %s | %.1f | %,d | %.1f%% | %.1f%% |",
              each.path("population").asText(),
              each.path("skewness").asDouble(),
              each.path("experiments").asInt(),
              percent(each, "anyEquivalent"),
              percent(each, "anyByIntervalAlone")));
    }
    return rows;
  }

  private static List<String> verdicts(JsonNode result) {
    List<String> rows = new ArrayList<>();
    rows.add("| base → | " + String.join(" | ", CANDIDATES) + " |");
    rows.add("|---|---|---|---|");
    Set<String> verdicts = new LinkedHashSet<>(List.of("shifted", "equivalent", "undecided"));
    rows.add(row("probe prompts: tested", runs -> counts(runs, "all", verdicts), result, true));
    rows.add(row("sets drawn anew", runs -> format("%d", runs.size()), result, false));
    rows.add(
        row(
            "sets with a shift",
            runs -> format("%d", runs.stream().filter(run -> shifted(run) > 0).count()),
            result,
            false));
    for (String verdict : verdicts) {
      rows.add(
          row(
              "sets: " + verdict + " of the tested",
              runs -> span(runs, "%.0f", run -> run.path("all").path(verdict).asDouble()),
              result,
              false));
    }
    for (String verdict : verdicts) {
      rows.add(
          row(
              "sets: self_repair " + verdict + ", components",
              runs -> span(runs, "%.0f", run -> run.path("self_repair").path(verdict).asDouble()),
              result,
              false));
    }
    rows.add(
        row(
            "sets: largest e-value, log10",
            runs -> span(runs, "%.1f", run -> run.path("log10_e").path(1).asDouble()),
            result,
            false));
    rows.add(
        row(
            "sets: largest mean difference of self_repair, logits",
            runs -> span(runs, "%.4f", run -> run.path("largest_effect").asDouble()),
            result,
            false));
    return rows;
  }

  private static int shifted(JsonNode run) {
    return run.path("all").path("shifted").asInt();
  }

  /** Says what some runs have in common. */
  private interface Cell {
    String of(List<JsonNode> runs);
  }

  private static String row(String name, Cell cell, JsonNode result, boolean ofProbes) {
    StringBuilder row = new StringBuilder("| " + name);
    for (String candidate : CANDIDATES) {
      row.append(" | ").append(cell.of(runs(result, candidate, ofProbes)));
    }
    return row + " |";
  }

  private static List<JsonNode> runs(JsonNode result, String candidate, boolean ofProbes) {
    List<JsonNode> runs = new ArrayList<>();
    for (JsonNode run : result.path("runs")) {
      if (run.path("candidate").asText().equals(candidate)
          && run.path("set").asText().equals(PROBE) == ofProbes) {
        runs.add(run);
      }
    }
    return runs;
  }

  private static String counts(List<JsonNode> runs, String of, Set<String> verdicts) {
    List<String> words = new ArrayList<>();
    for (String verdict : verdicts) {
      words.add(runs.get(0).path(of).path(verdict).asInt() + " " + verdict);
    }
    return String.join(", ", words);
  }

  private static String span(
      List<JsonNode> runs, String format, ToDoubleFunction<JsonNode> number) {
    double least = runs.stream().mapToDouble(number).min().orElseThrow();
    double most = runs.stream().mapToDouble(number).max().orElseThrow();
    String low = format(format, least);
    String high = format(format, most);
    return low.equals(high) ? low : low + " to " + high;
  }

  private static List<String> effects(JsonNode result) {
    List<String> rows = new ArrayList<>();
    rows.add("| component | verdict | effect (logits) | interval | log10 e-value |");
    rows.add("|---|---|---|---|---|");
    for (JsonNode each : runs(result, CANDIDATES.get(0), true).get(0).path("rows")) {
      if (rows.size() < EFFECTS_SHOWN + 2) {
        rows.add(
            format(
                "| %s | %s | %+.3f | %+.3f to %+.3f | %.1f |",
                each.path("component").asText(),
                each.path("verdict").asText(),
                each.path("effect").asDouble(),
                each.path("low").asDouble(),
                each.path("high").asDouble(),
                Math.log10(each.path("e_value").asDouble())));
      }
    }
    return rows;
  }

  private JsonNode read(String name) throws IOException {
    return json.readTree(results.resolve(name + ".json").toFile());
  }

  private static String format(String text, Object... values) {
    return String.format(Locale.ROOT, text, values);
  }
}
