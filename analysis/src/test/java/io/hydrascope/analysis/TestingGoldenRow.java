package io.hydrascope.analysis;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.schemas.Component;
import io.hydrascope.schemas.Measure;
import io.hydrascope.schemas.ResidualBasis;
import io.hydrascope.schemas.capture.CaptureBatch;
import io.hydrascope.schemas.capture.CaptureRows;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * One row of the reference implementation on a small GPT-2, with the intact and the ablated row it
 * came from rebuilt: contributions and responses are the reference's own. The reference writes
 * neither κ nor s, so κ = 0 and s' is what its norm_term says.
 */
record TestingGoldenRow(JsonNode json, Map<Component, Double> intact) {
  private static final ResidualBasis BASIS = new ResidualBasis(3, 4, false);

  static List<TestingGoldenRow> read(String resource) {
    List<JsonNode> rows = lines(resource);
    Map<Integer, Map<Component, Double>> contributions = new HashMap<>();
    for (JsonNode row : rows) {
      contributions
          .computeIfAbsent(row.get("position").intValue(), position -> new HashMap<>())
          .put(component(row), row.get("contribution").doubleValue());
    }
    return rows.stream()
        .map(
            row ->
                new TestingGoldenRow(
                    row, Objects.requireNonNull(contributions.get(row.get("position").intValue()))))
        .toList();
  }

  double measure(Measure measure) {
    return json.get(measure.column()).doubleValue();
  }

  CaptureBatch batch() {
    CaptureRows rows = CaptureRows.allocate(2, BASIS.size());
    rows.ablated()[0] = CaptureRows.INTACT;
    rows.logit()[0] = json.get("intact_logit").doubleValue();
    rows.logit()[1] = json.get("ablated_logit").doubleValue();
    rows.scale()[0] = 1;
    rows.scale()[1] = 1 - measure(Measure.NORM_TERM) / rows.logit()[1];
    rows.kl()[1] = measure(Measure.KL);
    rows.targetLogprob()[1] = -measure(Measure.LOGPROB_DROP);
    List<Component> components = BASIS.components();
    for (int j = 0; j < components.size(); j++) {
      double contribution = contribution(components.get(j));
      rows.contributions()[j] = (float) contribution;
      rows.contributions()[components.size() + j] =
          (float) (contribution + change(components.get(j), contribution));
    }
    return TestingCaptures.batch(BASIS, List.of(AblationUnit.of(component(json))), rows, 1);
  }

  /** The embedding responds to nothing and is never ablated here: any value will do. */
  private double contribution(Component component) {
    return switch (component.kind()) {
      case EMBED -> 0;
      case ATTN_BIAS -> {
        double bias = of(Component.attnOut(component.layer()));
        for (int head = 0; head < BASIS.heads(); head++) {
          bias -= of(Component.head(component.layer(), head));
        }
        yield bias;
      }
      default -> of(component);
    };
  }

  private double of(Component component) {
    return Objects.requireNonNull(intact.get(component));
  }

  /** Zero ablation takes away all that the component's own parts contributed. */
  private double change(Component component, double contribution) {
    JsonNode response = json.get("responses").get(component.text());
    return response == null ? -contribution : response.doubleValue();
  }

  private static Component component(JsonNode row) {
    return Component.parse(row.get("component").textValue());
  }

  private static List<JsonNode> lines(String resource) {
    JsonMapper mapper = JsonMapper.builder().build();
    List<JsonNode> rows = new ArrayList<>();
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(TestingGoldenRow.class.getResourceAsStream(resource)),
                StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        rows.add(mapper.readTree(line));
      }
      return rows;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
