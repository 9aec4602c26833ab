package io.hydrascope.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hydrascope.testkit.RecordedFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code sweep} and {@code compare} answer about the bundled models, to the last column. */
class RecordedNumbersTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "zero | --components L1H2,L2.mlp_out,L3,L0.attn_out+L1H0 --readout 2,6 --responses",
        "mean | --ablation mean --components L1H2,L2.mlp_out --scope readout_position --target next --readout 2,6",
        "noise | --ablation noise --seed 3 --edges L1H2->L3.mlp,L1H2->final --target logit_diff --readout last",
        "mcgrath | --preset mcgrath --components L1H2,L2.attn_out",
        "rushing-nanda | --preset rushing-nanda --components L1H2 --donor-position last --readout 2,6",
        "budget | --units head --readout last --seed 1 --budget 40",
      })
  void sweep_bundledModel_writesTheRecordedRows(String name, String options) {
    Path output = folder.resolve("rows.jsonl");
    ObjectNode found =
        run(
            "sweep --model %s --prompts %s --output %s --threads 2 --quiet --json %s"
                .formatted(model("base"), input("prompts.jsonl"), output, options));
    found.withObject("/out").put("output", "rows.jsonl");
    ArrayNode rows = found.putArray("rows");
    TestingSweep.lines(output).forEach(rows::add);
    TestingRecordedJson.assertSame("sweep/" + name + ".json", found);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "next | --units mlp_out --responses L1.mlp_out:L3.mlp_out",
        "argmax | --components L2.mlp_out,L3H1 --target argmax --measures self_repair,repair_residual",
      })
  void compare_bundledRevisions_answersAsRecorded(String name, String options) {
    ObjectNode found =
        run(
            "compare %s %s --prompts %s --threads 2 --quiet --json %s"
                .formatted(model("base"), model("fine-tuned"), input("probes.jsonl"), options));
    TestingRecordedJson.assertSame("compare/" + name + ".json", found);
  }

  /** Exit code, the JSON document on standard output, and what a person is told beside it. */
  private static ObjectNode run(String commandLine) {
    TestingCommand ended = TestingCommand.run(commandLine.split(" +", -1));
    ObjectNode found = JSON.createObjectNode();
    found.put("exit_code", ended.exitCode());
    List<JsonNode> err = new ArrayList<>();
    ended.err().lines().forEach(line -> err.add(JSON.getNodeFactory().textNode(line)));
    found.putArray("err").addAll(err);
    found.set("out", ended.out().isEmpty() ? JSON.nullNode() : TestingSweep.json(ended.out()));
    return found;
  }

  private static Path model(String revision) {
    return TestingCompare.MODELS.normalize().resolve(revision);
  }

  private static Path input(String file) {
    return RecordedFile.folder().resolve("input").resolve(file);
  }
}
