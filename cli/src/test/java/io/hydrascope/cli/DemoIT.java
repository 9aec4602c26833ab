package io.hydrascope.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.hydrascope.agent.progress.Progress;
import io.hydrascope.platform.PlatformDirectory;
import io.hydrascope.platform.ReadAccess;
import io.hydrascope.schemas.Measure;
import io.hydrascope.testkit.TestingProcess;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The command on real parts: what arrives, what a second run does, what a kill leaves. */
class DemoIT {
  private static final Path HOME = Path.of(System.getProperty("hydrascope.home"));
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int PROMPTS = 5;

  @TempDir Path folder;
  private Path data;
  private Path prompts;

  @BeforeEach
  void takeAFewPrompts() throws IOException {
    data = folder.resolve("da ta %20 # " + (canBeNamed("ü") ? "ü" : "u"));
    prompts = folder.resolve("prompts.jsonl");
    List<String> probes = Files.readAllLines(HOME.resolve("models/prompts/probe.jsonl"));
    Files.write(prompts, probes.subList(0, PROMPTS));
  }

  /** The file system's names have the process' encoding, which may be ASCII. */
  private static boolean canBeNamed(String text) {
    return Charset.forName(System.getProperty("sun.jnu.encoding")).newEncoder().canEncode(text);
  }

  @Test
  void demoOnce_twiceOnOneDirectory_storesExactlyTheRowsOfASweepOnce() throws Exception {
    TestingCommand first = demoOnce();
    assertThat(first.exitCode()).as(first.err()).isZero();
    TestingRecordedJson.assertSame("demo/once.json", parse(first.out()));
    Map<String, JsonNode> stored = effects("base");
    Map<String, JsonNode> swept = sweep("base");
    assertThat(stored.keySet()).isEqualTo(swept.keySet());
    swept.forEach(
        (key, row) -> assertSameNumbers(key, row, Objects.requireNonNull(stored.get(key))));

    assertThat(demoOnce().exitCode()).isZero();
    assertThat(
            sql(
                "SELECT count() AS n, uniqExact(capture_id, component, position) AS u FROM effects"))
        .singleElement()
        .satisfies(
            counts -> assertThat(counts.get("n").asLong()).isEqualTo(counts.get("u").asLong()));
    assertThat(effects("base")).isEqualTo(stored);
    assertTopShowsTheMostFragile();
  }

  /** On a directory whose platform has ended. */
  private void assertTopShowsTheMostFragile() throws IOException {
    StringWriter out = new StringWriter();
    CommandLine commandLine = Hydrascope.commandLine();
    commandLine.setOut(new PrintWriter(out));
    int exitCode =
        commandLine.execute(
            "top", "--once", "--json", "--components", "1", "--data", data.toString());
    assertThat(exitCode).isZero();
    JsonNode first = parse(out.toString()).get("fragile").get(0);
    JsonNode expected =
        sql("SELECT component, logprob_drop_mean FROM fragile_components "
                + "WHERE revision = 'base' AND rank = 1")
            .get(0);
    assertThat(first.get("revision").asText()).isEqualTo("base");
    assertThat(first.get("component")).isEqualTo(expected.get("component"));
    assertThat(first.get("logprob_drop_mean").asDouble())
        .isEqualTo(expected.get("logprob_drop_mean").asDouble());
  }

  @Test
  void demo_killedHard_leavesNoProcess() {
    Path output = folder.resolve("output.txt");
    try (TestingProcess demo =
        TestingProcess.start(
            output,
            Hydrascope.class,
            "demo",
            "--data",
            data.toString(),
            "--prompts",
            prompts.toString())) {
      demo.awaitOutput("all prompts asked", Duration.ofMinutes(5));
      assertThat(demo.descendants()).isNotEmpty();
      demo.killHard();
      demo.assertNothingLeft(Duration.ofSeconds(30));
    }
  }

  @Test
  void demo_interrupted_leavesNoProcess() {
    Path output = folder.resolve("output.txt");
    try (TestingProcess demo =
        TestingProcess.start(output, Hydrascope.class, "demo", "--data", data.toString())) {
      demo.awaitOutput("kafka", Duration.ofMinutes(5));
      demo.interrupt();
      demo.assertNothingLeft(Duration.ofSeconds(30));
    }
  }

  private TestingCommand demoOnce() {
    return TestingCommand.run(
        "demo", "--once", "--json", "--data", data.toString(), "--prompts", prompts.toString());
  }

  private Map<String, JsonNode> sweep(String revision) throws IOException {
    Path rows = folder.resolve("rows.jsonl");
    int exitCode =
        Hydrascope.run(
            "sweep",
            "--model",
            HOME.resolve("models").resolve(revision).toString(),
            "--prompts",
            prompts.toString(),
            "--output",
            rows.toString(),
            "--target",
            "next",
            "--quiet");
    assertThat(exitCode).isZero();
    return byKey(Files.readAllLines(rows).stream().map(DemoIT::parse).toList());
  }

  private Map<String, JsonNode> effects(String revision) throws IOException {
    return byKey(sql("SELECT * FROM effects WHERE revision = '" + revision + "'"));
  }

  private List<JsonNode> sql(String statement) throws IOException {
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    try (ReadAccess reader = ReadAccess.of(new PlatformDirectory(data), Progress.silent())) {
      reader.run(statement, "JSONEachRow", answer);
    }
    return answer.toString(StandardCharsets.UTF_8).lines().map(DemoIT::parse).toList();
  }

  private static Map<String, JsonNode> byKey(List<JsonNode> rows) {
    Map<String, JsonNode> byKey = new HashMap<>();
    for (JsonNode row : rows) {
      String key =
          row.get("prompt_id").asText()
              + " "
              + row.get("component").asText()
              + " "
              + row.get("position").asInt();
      assertThat(byKey.put(key, row)).as("second row of %s", key).isNull();
    }
    return byKey;
  }

  private static void assertSameNumbers(String key, JsonNode swept, JsonNode stored) {
    for (Measure measure : Measure.ALL) {
      assertThat(stored.get(measure.column()).asDouble())
          .as("%s of %s", measure.column(), key)
          .isEqualTo(swept.get(measure.column()).asDouble());
    }
    assertThat(stored.get("intact_logit").asDouble())
        .isEqualTo(swept.get("intact_logit").asDouble());
    assertThat(stored.get("top1_flip").asBoolean()).isEqualTo(swept.get("top1_flip").asBoolean());
  }

  private static JsonNode parse(String line) {
    try {
      return JSON.readTree(line);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(line, e);
    }
  }
}
