package io.hydrascope.agent.sweep;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.hydrascope.agent.engine.TestingEngine;
import io.hydrascope.agent.prompt.Prompt;
import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.schemas.CapturePlan;
import io.hydrascope.schemas.capture.CaptureRows;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Compares every value of a sweep's rows with the reference implementation's. */
public final class TestingGoldenRows {
  /** Of an fp32 run against a float64 one, relative to the logit's magnitude. */
  public static final double TOLERANCE = 2e-5;

  private TestingGoldenRows() {}

  public static void compare(
      LoadedModel model,
      CapturePlan plan,
      Sweep sweep,
      List<Prompt> prompts,
      List<JsonNode> expected) {
    Map<String, TestingAccounting> accounts = new HashMap<>();
    Map<String, Prompt> byId = new HashMap<>();
    for (Prompt prompt : prompts) {
      CaptureRows rows = sweep.run(prompt);
      accounts.put(
          prompt.id(), new TestingAccounting(model.modelInfo().basis(), plan.ablated(), rows));
      byId.put(prompt.id(), prompt);
    }
    int ablated = 0;
    for (TestingAccounting account : accounts.values()) {
      for (int row = 0; row < account.rows().count(); row++) {
        ablated += account.rows().isIntact(row) ? 0 : 1;
      }
    }
    assertThat(expected).hasSize(ablated);
    int compared = 0;
    for (JsonNode row : expected) {
      String id = row.path("prompt_id").asText();
      boolean same = compare(row, requireNonNull(byId.get(id)), requireNonNull(accounts.get(id)));
      compared += same ? 1 : 0;
    }
    assertThat(compared).isGreaterThanOrEqualTo(expected.size() / 2);
  }

  /**
   * @return false where a narrower type reads another token than the reference, as near ties can
   */
  private static boolean compare(JsonNode expected, Prompt prompt, TestingAccounting accounting) {
    int row = row(expected, prompt, accounting);
    CaptureRows rows = accounting.rows();
    boolean sameTarget = rows.targetToken()[row] == expected.path("target_token").asInt();
    if (TestingEngine.isExact()) {
      assertThat(sameTarget).isTrue();
      assertThat(rows.top1Flip()[row]).isEqualTo(expected.path("top1_flip").asBoolean());
    }
    if (!sameTarget) {
      return false;
    }
    double magnitude = Math.max(1, Math.abs(expected.path("intact_logit").asDouble()));
    Map<String, Double> measures = accounting.measures(row);
    assertThat(expected.size()).isGreaterThanOrEqualTo(measures.size() + 5);
    measures.forEach((name, value) -> near(name, value, expected, expected.path(name), magnitude));
    if (expected.has("responses")) {
      Map<String, Double> responses = accounting.responses(row);
      assertThat(expected.path("responses").size()).isEqualTo(responses.size());
      responses.forEach(
          (name, value) ->
              near(name, value, expected, expected.path("responses").path(name), magnitude));
    }
    return true;
  }

  private static void near(
      String name, double value, JsonNode row, JsonNode expected, double magnitude) {
    assertThat(expected.isNumber()).as(name).isTrue();
    double difference = Math.abs(value - expected.doubleValue()) / magnitude;
    assertThat(difference)
        .as(
            "%s of %s at %s: %s, expected %s",
            name, row.path("component"), row.path("position"), value, expected)
        .isLessThanOrEqualTo(TestingEngine.tolerance());
  }

  private static int row(JsonNode expected, Prompt prompt, TestingAccounting accounting) {
    AblationUnit unit = AblationUnit.parse(expected.path("component").asText());
    int donor =
        expected.has("donor_id")
            ? prompt.donors().indexOf(expected.path("donor_id").asText())
            : CaptureRows.NO_DONOR;
    CaptureRows rows = accounting.rows();
    for (int row = 0; row < rows.count(); row++) {
      if (!rows.isIntact(row)
          && rows.donor()[row] == donor
          && rows.position()[row] == expected.path("position").asInt()
          && accounting.ablated().get(rows.ablated()[row]).equals(unit)) {
        return row;
      }
    }
    throw new AssertionError("no row of " + unit + " at " + expected.path("position"));
  }
}
