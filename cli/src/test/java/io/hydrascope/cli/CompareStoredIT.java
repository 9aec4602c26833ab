package io.hydrascope.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.schemas.Measure;
import io.hydrascope.schemas.capture.CaptureSource;
import io.hydrascope.schemas.rows.EffectBatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Revisions by name: the same numbers as of their folders, and nothing passes silently. */
class CompareStoredIT {
  private static final List<AblationUnit> ABLATED =
      List.of(AblationUnit.head(1, 2), AblationUnit.mlpOut(1));
  private static final int PROMPTS = 60;
  private static TestingStore store;

  @TempDir Path folder;
  private String model = "";

  @BeforeAll
  static void start(@TempDir Path data) throws IOException {
    store = new TestingStore(data);
  }

  @AfterAll
  static void end() {
    store.close();
  }

  @BeforeEach
  void nameTheModel(TestInfo test) {
    model = test.getTestMethod().orElseThrow().getName();
  }

  private CaptureSource source(String revision) {
    return new CaptureSource(model, revision, "ab".repeat(32), "run-1");
  }

  /** The base's answers lie around 0, the others' self_repair of the head is moved by shift. */
  private List<EffectBatch> answers(String revision, int prompts, double shift) {
    Random random = new Random(revision.hashCode());
    List<EffectBatch> answers = new ArrayList<>();
    for (int prompt = 0; prompt < prompts; prompt++) {
      List<TestingStore.Row> rows = new ArrayList<>();
      for (int component = 0; component < ABLATED.size(); component++) {
        for (int position = 0; position < 2; position++) {
          double[] measures = new double[Measure.COUNT];
          Arrays.setAll(measures, measure -> 0.05 * random.nextGaussian());
          measures[Measure.SELF_REPAIR.ordinal()] += component == 0 ? shift : 0;
          rows.add(new TestingStore.Row(component, position, 10 + prompt, measures));
        }
      }
      answers.add(TestingStore.answer(source(revision), "p" + prompt, ABLATED, rows));
    }
    return answers;
  }

  private void watched(String revision) throws Exception {
    store.watched(model, revision, 2, revision.charAt(0) < 'c' ? 'b' : 'e');
  }

  private void stored(String revision, List<EffectBatch> answers) throws Exception {
    watched(revision);
    store.answered(answers);
  }

  private TestingCompare.Ended run(String base, String candidate, String... options) {
    List<String> all =
        new ArrayList<>(List.of("--clickhouse", store.url(), "--model-name", model, "--json"));
    all.addAll(List.of(options));
    return TestingCompare.ofStore(folder).run(base, candidate, all);
  }

  @Test
  void compare_oneComponentMoved_isFoundAndExitsWith3() throws Exception {
    stored("base", answers("base", PROMPTS, 0));
    stored("tuned", answers("tuned", PROMPTS, 0.4));
    Path report = folder.resolve("report.html");
    TestingCompare.Ended ended = run("base", "tuned", "--report", report.toString());
    assertThat(ended.exitCode()).as(ended.err()).isEqualTo(3);
    JsonNode json = TestingSweep.json(ended.out());
    assertThat(json.path("base").asText()).isEqualTo("base");
    assertThat(json.path("prompts").asInt()).isEqualTo(PROMPTS * 4 / 5);
    for (JsonNode shift : json.path("components")) {
      boolean moved =
          shift.path("component").asText().equals("L1H2")
              && shift.path("measure").asText().equals("self_repair");
      assertThat(shift.path("verdict").asText().equals("shifted")).isEqualTo(moved);
      assertThat(shift.path("n_prompts").asInt()).isEqualTo(PROMPTS * 4 / 5);
    }
    assertThat(report).content().contains("L1H2", "No response matrix", "</html>");
  }

  @Test
  void compare_sweptRevisions_haveTheEffectsOfTheirFolders() throws Exception {
    TestingCompare folders = TestingCompare.ofProbes(folder, 40);
    String[] options = {
      "--components", "L1H2,L2.mlp_out", "--measures", "self_repair,logprob_drop"
    };
    for (String revision : List.of("base", "fine-tuned")) {
      Path rows = folder.resolve(revision + ".jsonl");
      Hydrascope.run(
          "sweep --quiet --threads 2 --target next --components L1H2,L2.mlp_out --model %s --prompts %s --output %s"
              .formatted(TestingCompare.MODELS.resolve(revision), folders.prompts(), rows)
              .split(" ", -1));
      store.watched(model, revision, 4, revision.charAt(0));
      store.answered(TestingStore.ofSweep(source(revision), TestingSweep.lines(rows)));
    }
    TestingCompare.Ended named = run("base", "fine-tuned", options);
    List<String> ofFolders = new ArrayList<>(List.of(options));
    ofFolders.add("--json");
    JsonNode expected =
        TestingSweep.json(
            folders
                .run(
                    TestingCompare.MODELS.resolve("base"),
                    TestingCompare.MODELS.resolve("fine-tuned"),
                    ofFolders.toArray(String[]::new))
                .out());
    assertThat(named.exitCode()).as(named.err()).isIn(0, 3);
    JsonNode found = TestingSweep.json(named.out());
    assertThat(found.path("components").size()).isEqualTo(4);
    for (int i = 0; i < found.path("components").size(); i++) {
      JsonNode one = found.path("components").get(i);
      JsonNode other = expected.path("components").get(i);
      assertThat(one.path("component")).isEqualTo(other.path("component"));
      assertThat(one.path("effect").asDouble())
          .isCloseTo(other.path("effect").asDouble(), within(1e-9));
      assertThat(one.path("n_prompts")).isEqualTo(other.path("n_prompts"));
    }
  }

  @Test
  void compare_unknownRevision_namesTheNearest() throws Exception {
    watched("base");
    watched("fine-tuned");
    assertRefused(
        run("base", "fine-tund"), "CANDIDATE=fine-tund is unknown; did you mean fine-tuned?");
    assertRefused(run("base", "base"), "one revision");
  }

  @Test
  void compare_otherShape_namesWhatDiffers() throws Exception {
    watched("base");
    store.watched(model, "wide", 3, 'c');
    assertRefused(run("base", "wide"), "layers=2 in the base and 3 in the candidate");
  }

  @Test
  void compare_oneNameForTwoContents_cannotBeToldApart() throws Exception {
    watched("base");
    store.watched(model, "tuned", 2, 'c');
    store.watched(model, "tuned", 2, 'd');
    assertRefused(run("base", "tuned"), "CANDIDATE=tuned stood for different content", "cccc");
  }

  @Test
  void compare_candidateAnsweredHalf_isNoPassUnlessThoseAreNamed() throws Exception {
    stored("base", answers("base", PROMPTS, 0));
    stored("tuned", answers("tuned", PROMPTS / 2, 0));
    String[] one = {"--measures", "self_repair"};
    assertRefused(
        run("base", "tuned", one),
        "lost=30 prompts, more than 5% of 60",
        "prompt p30: only the base answered it; name those to compare with --prompts");
    Path ids = folder.resolve("ids.jsonl");
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 31; i++) {
      lines.add("{\"id\": \"p%d\"}".formatted(i));
    }
    Files.write(ids, lines);
    TestingCompare.Ended ended =
        run("base", "tuned", "--measures", "self_repair", "--prompts", ids.toString());
    assertThat(ended.exitCode()).as(ended.err()).isZero();
    assertThat(ended.err()).contains("1 of 31 prompts lost", "only the base answered it");
    Files.write(ids, List.of("{\"text\": \"x\"}"));
    assertRefused(run("base", "tuned", "--prompts", ids.toString()), "ids.jsonl:1: no \"id\"");
  }

  @Test
  void compare_valuesNotFinite_areLostAndManyAreNoPass() throws Exception {
    stored("base", answers("base", PROMPTS, 0));
    List<EffectBatch> few = answers("few", PROMPTS, 0);
    few.get(7).measures()[Measure.SELF_REPAIR.ordinal()] = Double.NaN;
    stored("few", few);
    List<EffectBatch> many = answers("many", PROMPTS, 0);
    many.subList(0, 10).forEach(each -> Arrays.fill(each.measures(), Double.POSITIVE_INFINITY));
    stored("many", many);
    TestingCompare.Ended ended = run("base", "few", "--measures", "self_repair");
    assertThat(ended.exitCode()).as(ended.err()).isZero();
    assertThat(ended.err()).contains("1 of 60 prompts lost", "self_repair of L1H2 is not finite");
    assertThat(TestingSweep.json(ended.out()).path("prompts").asInt()).isEqualTo(PROMPTS - 1);
    assertRefused(
        run("base", "many", "--measures", "self_repair"), "lost=4 prompts", "is not finite");
  }

  @Test
  void compare_otherTokensUnderOneId_areOtherWords() throws Exception {
    stored("base", answers("base", PROMPTS, 0));
    List<EffectBatch> renamed = answers("renamed", PROMPTS, 0);
    renamed.get(3).targetToken()[1]++;
    stored("renamed", renamed);
    assertRefused(
        run("base", "renamed"),
        "tokenizers differ, or other words were asked under one id: prompt p3 at position 1");
  }

  @Test
  void compare_otherAblations_areNamed() throws Exception {
    stored("base", answers("base", PROMPTS, 0));
    List<EffectBatch> heads = new ArrayList<>();
    for (int i = 0; i < PROMPTS; i++) {
      TestingStore.Row row = new TestingStore.Row(0, 0, 10 + i, new double[Measure.COUNT]);
      heads.add(TestingStore.answer(source("heads"), "p" + i, ABLATED.subList(0, 1), List.of(row)));
    }
    stored("heads", heads);
    assertRefused(run("base", "heads"), "in the base alone L1.mlp_out", "--components");
    assertThat(run("base", "heads", "--components", "L1H2", "--measures", "self_repair").exitCode())
        .isZero();
    assertRefused(run("base", "heads", "--components", "L0H1"), "L0H1 of revision base");
    assertRefused(
        run("base", "heads", "--target", "argmax"),
        "no stored rows of both are by zero ablation at all_positions, target argmax",
        "base has zero all_positions next");
  }

  @Test
  void compare_fewPrompts_saysHowManyAreNeeded() throws Exception {
    stored("base", answers("base", 20, 0));
    stored("tuned", answers("tuned", 20, 0));
    assertRefused(run("base", "tuned"), "16 prompts or groups", "at least 30");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "base tuned --held-out x.jsonl | --held-out is for two folders",
        "base tuned --readout last | --readout is for two folders",
        "base tuned --threads 3 | --threads is for two folders",
        "base tuned --data nowhere | BASE and CANDIDATE are no folders, so they are taken",
        ". tuned | CANDIDATE=tuned is no folder",
        ". . --data nowhere | --data is for revisions that are named",
        ". . | two folders need --prompts FILE",
      })
  void compare_optionsOfTheOtherWay_areRefused(String words, String message) {
    List<String> all = List.of(words.split(" ", -1));
    assertRefused(
        TestingCompare.ofStore(folder).run(all.get(0), all.get(1), all.subList(2, all.size())),
        message);
  }

  private static void assertRefused(TestingCompare.Ended ended, String... parts) {
    assertThat(ended.exitCode()).as(ended.err()).isEqualTo(2);
    assertThat(ended.err()).contains(parts);
    assertThat(ended.out()).isEmpty();
  }
}
