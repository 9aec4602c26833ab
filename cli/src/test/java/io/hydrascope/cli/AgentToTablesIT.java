package io.hydrascope.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.hydrascope.agent.progress.Progress;
import io.hydrascope.platform.LocalPlatform;
import io.hydrascope.platform.TestingStoredRows;
import io.hydrascope.schemas.Measure;
import io.hydrascope.testkit.Await;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever is asked of the agent: after Kafka and the jobs, the tables hold the numbers that {@code
 * sweep} writes, bit for bit, at each level of detail.
 */
final class AgentToTablesIT {
  private static final Path HOME = Path.of(System.getProperty("hydrascope.home"));
  private static final Path JOB_JAR = HOME.resolve("flink-jobs/bundle/target/hydrascope-jobs.jar");
  private static final Path MODEL =
      HOME.resolve("capture-agent/model/src/test/resources/golden/gpt2");
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String PARTS = "L1H2,L1.mlp_out,L0.attn_out,L2,L0H1+L1.mlp_out";
  private static final String RESAMPLED = "resample-same";
  private static final String EDGES = "L0H1->L2.mlp,L0.mlp_out->L1.attn,L1H3->final";

  /** Of each level by name; the same prompts under other ids, so that each is its own capture. */
  private static final List<String> DETAILS = List.of("full", "layers", "scalars");

  @TempDir Path folder;

  /** What is asked, by the name of the revision under which it is stored. */
  private static Map<String, List<String>> methods() {
    Map<String, List<String>> methods = new LinkedHashMap<>();
    methods.put("zero", List.of("--target", "next"));
    methods.put("sets-and-edges", List.of("--components", PARTS, "--edges", EDGES));
    methods.put(
        RESAMPLED, List.of("--ablation", "resample", "--components", PARTS, "--edges", EDGES));
    methods.put(
        "resample-last",
        List.of("--ablation", "resample", "--donor-position", "last", "--units", "attn_out"));
    methods.put(
        "noise",
        List.of("--ablation", "noise", "--seed", "7", "--components", PARTS, "--edges", EDGES));
    methods.put("mean-one-position", onePosition("mean", "--components", PARTS));
    methods.put("resample-one-position", onePosition("resample", "--edges", EDGES));
    methods.put("noise-one-position", onePosition("noise", "--units", "head,layer"));
    return methods;
  }

  private static List<String> onePosition(String ablation, String which, String units) {
    return List.of(
        "--ablation", ablation, "--scope", "readout_position", "--readout", "3,7", which, units);
  }

  @Test
  void agent_anyMethodAndDetail_storesWhatASweepWrites() throws Exception {
    try (LocalPlatform platform =
        LocalPlatform.start(folder.resolve("data"), JOB_JAR, "zero", Progress.silent())) {
      TestingStoredRows stored = new TestingStoredRows(platform.owner());
      Map<String, Map<String, JsonNode>> expected = new LinkedHashMap<>();
      for (Map.Entry<String, List<String>> method : methods().entrySet()) {
        capture(method.getKey(), MODEL.resolve("prompts.jsonl"), method.getValue());
        expected.put(method.getKey(), sweep(MODEL.resolve("prompts.jsonl"), method.getValue()));
      }
      for (String detail : DETAILS) {
        Path prompts = renamed(detail);
        capture(
            detail,
            prompts,
            List.of(
                "--detail",
                detail,
                "--vectors",
                "1",
                "--vector-places",
                "0.02",
                "--vector-runs",
                "intact,ablated"));
        expected.put(detail, sweep(prompts, List.of()));
      }
      expected.forEach((revision, rows) -> assertStored(stored, revision, rows));
      assertDetailsHaveTheSameMetrics(stored, expected);
      assertOnlyFullDetailSaysWhoAnswered(stored);
      assertMatrixIsOfTheSweptResponses(stored, "full", renamed("full"), List.of());
      assertMatrixIsOfTheSweptResponses(
          stored,
          RESAMPLED,
          MODEL.resolve("prompts.jsonl"),
          Objects.requireNonNull(methods().get(RESAMPLED)));
      assertVectorsOfAllRunsOnce(stored);
    }
  }

  private Path renamed(String detail) throws IOException {
    Path file = folder.resolve(detail + ".jsonl");
    List<String> lines = new ArrayList<>();
    for (String line : Files.readAllLines(MODEL.resolve("prompts.jsonl"))) {
      lines.add(line.replace("\"id\": \"", "\"id\": \"%s-".formatted(detail)));
    }
    Files.write(file, lines);
    return file;
  }

  private void capture(String revision, Path prompts, List<String> options) {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("agent", "--quiet", "--data", folder.resolve("data").toString()));
    arguments.addAll(List.of("--revision", revision, "--threads", "2"));
    run(arguments, prompts, options);
  }

  private Map<String, JsonNode> sweep(Path prompts, List<String> options) throws IOException {
    Path output = folder.resolve("swept.jsonl");
    run(
        List.of("sweep", "--quiet", "--threads", "2", "--output", output.toString()),
        prompts,
        options);
    return byKey(Files.readAllLines(output));
  }

  private static void run(List<String> command, Path prompts, List<String> options) {
    List<String> arguments = new ArrayList<>(command);
    arguments.addAll(List.of("--model", MODEL.toString(), "--prompts", prompts.toString()));
    arguments.addAll(options);
    if (!options.contains("--target")) {
      // The commands' own defaults differ.
      arguments.addAll(List.of("--target", "argmax"));
    }
    StringWriter err = new StringWriter();
    int exitCode =
        Hydrascope.commandLine()
            .setOut(new PrintWriter(new StringWriter()))
            .setErr(new PrintWriter(err))
            .execute(arguments.toArray(String[]::new));
    assertThat(exitCode).as("%s: %s", arguments, err).isZero();
  }

  private static void assertStored(
      TestingStoredRows stored, String revision, Map<String, JsonNode> expected) {
    String where = " FROM effects WHERE revision = '%s'".formatted(revision);
    Await.until(
        LIMIT,
        () -> stored.number("SELECT count()" + where) >= expected.size(),
        () -> "%d rows of %s".formatted(expected.size(), revision));
    Map<String, JsonNode> found = byKey(stored.lines("SELECT *" + where, "JSONEachRow"));
    assertThat(found.keySet()).as(revision).isEqualTo(expected.keySet());
    expected.forEach(
        (key, row) ->
            assertSame(revision + " " + key, Objects.requireNonNull(found.get(key)), row));
  }

  /** Each number has the same bits. */
  private static void assertSame(String row, JsonNode found, JsonNode expected) {
    List<String> numbers = new ArrayList<>(List.of("intact_logit", "ablated_logit"));
    Measure.ALL.forEach(measure -> numbers.add(measure.column()));
    for (String number : numbers) {
      assertThat(found.path(number).doubleValue())
          .as("%s of %s", number, row)
          .isEqualTo(expected.path(number).doubleValue());
    }
    assertThat(found.path("target_token").asInt()).isEqualTo(expected.path("target_token").asInt());
    assertThat(found.path("top1_flip").asBoolean())
        .isEqualTo(expected.path("top1_flip").asBoolean());
  }

  private static Map<String, JsonNode> byKey(List<String> lines) {
    Map<String, JsonNode> rows = new HashMap<>();
    for (String line : lines) {
      JsonNode row = json(line);
      String key =
          String.join(
              " ",
              row.path("prompt_id").asText(),
              row.path("component").asText(),
              row.path("position").asText(),
              row.path("donor_id").asText());
      assertThat(rows.put(key, row)).as("a second row of %s", key).isNull();
    }
    return rows;
  }

  /** But for the halves, which go by the prompt's id. */
  private static void assertDetailsHaveTheSameMetrics(
      TestingStoredRows stored, Map<String, Map<String, JsonNode>> expected) {
    Map<String, JsonNode> full = metrics(stored, "full", expected);
    assertThat(full).isNotEmpty();
    for (String detail : DETAILS) {
      Map<String, JsonNode> metrics = metrics(stored, detail, expected);
      assertThat(metrics.keySet()).isEqualTo(full.keySet());
      metrics.forEach(
          (component, row) ->
              row.properties()
                  .forEach(
                      column -> {
                        JsonNode wanted =
                            Objects.requireNonNull(full.get(component)).path(column.getKey());
                        String name = detail + " " + component + " " + column.getKey();
                        if (wanted.isNumber()) {
                          assertThat(column.getValue().doubleValue())
                              .as(name)
                              .isCloseTo(wanted.doubleValue(), within(1e-9));
                        } else {
                          assertThat(column.getValue()).as(name).isEqualTo(wanted);
                        }
                      }));
    }
  }

  private static Map<String, JsonNode> metrics(
      TestingStoredRows stored, String detail, Map<String, Map<String, JsonNode>> expected) {
    String where =
        " FROM latest_metrics WHERE revision = '%s' AND segment = 'all' AND window = 'all' AND kept = 'all'"
            .formatted(detail);
    long rows = Objects.requireNonNull(expected.get(detail)).size();
    Await.until(
        LIMIT,
        () -> stored.number("SELECT sum(n)" + where) >= rows,
        () -> "metrics of %d rows of %s".formatted(rows, detail));
    Map<String, JsonNode> metrics = new HashMap<>();
    for (String line :
        stored.lines(
            "SELECT * EXCEPT (revision, updated_at, repair_fraction_even, repair_fraction_odd)"
                + where,
            "JSONEachRow")) {
      metrics.put(json(line).path("component").asText(), json(line));
    }
    return metrics;
  }

  private static void assertOnlyFullDetailSaysWhoAnswered(TestingStoredRows stored) {
    String answered = "SELECT count() FROM response_matrix WHERE revision = '%s'";
    Await.until(
        LIMIT,
        () -> stored.number(answered.formatted("full")) > 0,
        () -> "a response matrix of full detail");
    assertThat(stored.number(answered.formatted("layers"))).isZero();
    assertThat(stored.number(answered.formatted("scalars"))).isZero();
  }

  private void assertMatrixIsOfTheSweptResponses(
      TestingStoredRows stored, String revision, Path prompts, List<String> options)
      throws IOException {
    Map<String, double[]> swept = sweptResponses(prompts, options);
    String from = " FROM response_matrix FINAL WHERE revision = '%s'".formatted(revision);
    long rows = swept.values().iterator().next().length;
    Await.until(
        LIMIT,
        () ->
            stored.number("SELECT count()" + from) == swept.size()
                && stored.number("SELECT min(n)" + from) == rows,
        () -> "responses of %d rows of %s".formatted(rows, revision));
    Set<String> found = new HashSet<>();
    for (String line : stored.lines("SELECT *" + from, "JSONEachRow")) {
      JsonNode entry = json(line);
      String key = entry.path("component").asText() + " " + entry.path("responder").asText();
      found.add(key);
      double[] responses = Objects.requireNonNull(swept.get(key));
      double mean = Arrays.stream(responses).average().orElseThrow();
      double squares = Arrays.stream(responses).map(each -> (each - mean) * (each - mean)).sum();
      assertIsNear(key, entry.path("response_mean").doubleValue(), mean);
      assertIsNear(
          key, entry.path("response_variance").doubleValue(), squares / (responses.length - 1));
    }
    assertThat(found).isEqualTo(swept.keySet());
  }

  /** Means over the donors of each prompt and position, by component and responder. */
  private Map<String, double[]> sweptResponses(Path prompts, List<String> options)
      throws IOException {
    List<String> all = new ArrayList<>(options);
    all.add("--responses");
    Map<String, Map<String, DoubleSummaryStatistics>> byPlace = new HashMap<>();
    for (JsonNode row : sweep(prompts, all).values()) {
      String place = row.path("prompt_id").asText() + " " + row.path("position").asText();
      for (Map.Entry<String, JsonNode> response : row.path("responses").properties()) {
        byPlace
            .computeIfAbsent(
                row.path("component").asText() + " " + response.getKey(), key -> new HashMap<>())
            .computeIfAbsent(place, key -> new DoubleSummaryStatistics())
            .accept(response.getValue().doubleValue());
      }
    }
    Map<String, double[]> means = new HashMap<>();
    byPlace.forEach(
        (key, places) ->
            means.put(
                key,
                places.values().stream()
                    .mapToDouble(DoubleSummaryStatistics::getAverage)
                    .toArray()));
    return means;
  }

  private static void assertIsNear(String what, double found, double expected) {
    assertThat(found)
        .as(what)
        .isCloseTo(expected, within(1e-9 * Math.max(Math.abs(expected), 1e-3)));
  }

  private static void assertVectorsOfAllRunsOnce(TestingStoredRows stored) {
    String runs = "uniqExact(ablated) FROM vectors WHERE revision = 'layers' AND kind = 'residual'";
    Await.until(
        LIMIT, () -> stored.number("SELECT " + runs) > 5, () -> "residuals of ablated runs");
    assertThat(
            stored.number(
                "SELECT count() - uniqExact(capture_id, ablated, donor_id, position, site) FROM"
                    + " vectors"))
        .isZero();
    assertThat(stored.number("SELECT uniqExact(kind) FROM vectors WHERE ablated != ''"))
        .isEqualTo(4);
  }

  private static JsonNode json(String line) {
    try {
      return JSON.readTree(line);
    } catch (IOException e) {
      throw new UncheckedIOException(line, e);
    }
  }
}
