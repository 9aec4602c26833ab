package io.hydrascope.agent.sweep;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.hydrascope.agent.engine.EngineOptions;
import io.hydrascope.agent.engine.TestingEngine;
import io.hydrascope.agent.prompt.Prompt;
import io.hydrascope.schemas.Ablation;
import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.schemas.AblationUnit.Kind;
import io.hydrascope.schemas.CapturePlan;
import io.hydrascope.schemas.ResidualBasis;
import io.hydrascope.schemas.Scope;
import io.hydrascope.schemas.Target;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Small checkpoints with numbers that an independent implementation found for them. */
public final class TestingGolden {
  public static final String READOUT = "3,7";
  public static final EngineOptions OPTIONS = TestingEngine.options();

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private TestingGolden() {}

  public static Path folder(String model) {
    return Path.of("../model/src/test/resources/golden", model);
  }

  /** The names of all checkpoints. */
  public static Stream<String> models() throws IOException {
    try (Stream<Path> folders = Files.list(folder(""))) {
      return folders
          .filter(folder -> Files.exists(folder.resolve("config.json")))
          .map(folder -> folder.getFileName().toString())
          .sorted()
          .toList()
          .stream();
    }
  }

  public static List<JsonNode> lines(Path file) {
    try {
      List<JsonNode> nodes = new ArrayList<>();
      for (String line : Files.readAllLines(file)) {
        nodes.add(JSON.readTree(line));
      }
      return nodes;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static List<Prompt> prompts(String model) {
    return prompts(folder(model).resolve("prompts.jsonl"));
  }

  public static List<Prompt> prompts(Path file) {
    return lines(file).stream()
        .map(
            node ->
                new Prompt(
                    node.path("id").asText(),
                    JSON.convertValue(node.path("tokens"), int[].class),
                    Map.of(),
                    node.path("id").asText(),
                    donors(node),
                    Optional.empty()))
        .toList();
  }

  private static List<String> donors(JsonNode node) {
    List<String> donors = new ArrayList<>();
    node.path("donors").forEach(donor -> donors.add(donor.asText()));
    return donors;
  }

  public static Prompt prompt(String id, int... tokens) {
    return new Prompt(id, tokens, Map.of(), id);
  }

  public static List<AblationUnit> everyUnit(ResidualBasis basis) {
    return basis.units(List.of(Kind.HEAD, Kind.ATTN_OUT, Kind.MLP_OUT));
  }

  public static CapturePlan zeroPlan(ResidualBasis basis, String readout) {
    return new CapturePlan(
        Ablation.ZERO, Scope.ALL_POSITIONS, Target.ARGMAX, everyUnit(basis), readout, "");
  }

  public static CapturePlan meanPlan(
      ResidualBasis basis, String readout, ReferenceStatistics means) {
    return new CapturePlan(
        Ablation.MEAN, Scope.ALL_POSITIONS, Target.ARGMAX, everyUnit(basis), readout, means.id());
  }
}
