package io.hydrascope.agent.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hydrascope.agent.prompt.BadPromptException;
import io.hydrascope.schemas.Ablation;
import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.schemas.CapturePlan;
import io.hydrascope.schemas.ResidualBasis;
import io.hydrascope.schemas.Scope;
import io.hydrascope.schemas.Target;
import io.hydrascope.schemas.capture.Capture;
import io.hydrascope.schemas.capture.CaptureBatch;
import io.hydrascope.schemas.capture.CaptureBatchCodec;
import io.hydrascope.schemas.capture.CaptureRows;
import io.hydrascope.schemas.capture.CaptureSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CaptureBatcherTest {
  private static final ResidualBasis BASIS = new ResidualBasis(4, 8, true);
  private static final CapturePlan PLAN =
      new CapturePlan(
          Ablation.ZERO,
          Scope.ALL_POSITIONS,
          Target.ARGMAX,
          TestingGolden.everyUnit(BASIS),
          "all",
          "");
  private static final CaptureSource SOURCE = new CaptureSource("m", "r", "c", "run");

  private final CaptureBatcher batcher = new CaptureBatcher(SOURCE, PLAN, BASIS);

  @ParameterizedTest
  @CsvSource({"1, 200", "12, 60", "48, 20", "90, 10", "300, 5", "5000, 2"})
  void add_captures_everyRowArrivesOnceInMessagesOfGoodSize(int positions, int captures) {
    List<CaptureBatch> batches = new ArrayList<>();
    for (int i = 0; i < captures; i++) {
      batches.addAll(batcher.add(capture("p" + i), rows(positions, i)));
    }
    batches.addAll(batcher.flush());
    assertThat(batcher.flush()).isEmpty();
    Map<String, Integer> seen = new HashMap<>();
    batches.forEach(batch -> count(batch, seen));
    assertThat(seen).hasSize(captures * PLAN.ablated().size());
    assertThat(seen.values()).containsOnly(positions);
    int rowBytes = CaptureBatchCodec.rowBytes(BASIS);
    for (CaptureBatch batch : batches.subList(0, batches.size() - 1)) {
      int bytes = batch.rows().count() * rowBytes;
      assertThat(bytes).isGreaterThan(CaptureBatcher.SMALLEST_BYTES);
      assertThat(bytes).isLessThanOrEqualTo(Math.max(900_000, 2 * positions * rowBytes));
    }
  }

  @Test
  void add_smallCaptures_areNotCut() {
    List<CaptureBatch> batches = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      batches.addAll(batcher.add(capture("p" + i), rows(20, i)));
    }
    batches.addAll(batcher.flush());
    assertThat(batches.stream().mapToInt(batch -> batch.captures().size()).sum()).isEqualTo(50);
  }

  @Test
  void add_componentLargerThanAMessage_saysWhatHelps() {
    assertThatThrownBy(() -> batcher.add(capture("p"), rows(20_000, 0)))
        .isInstanceOf(BadPromptException.class)
        .hasMessageContainingAll("prompt p", "8388608", "--readout last");
  }

  /** Checks the content of every row and counts them by capture and component. */
  private static void count(CaptureBatch batch, Map<String, Integer> seen) {
    CaptureRows rows = batch.rows();
    for (int row = 0; row < rows.count(); row++) {
      String prompt = batch.captures().get(rows.capture()[row]).promptId();
      int planned = -1;
      if (!rows.isIntact(row)) {
        AblationUnit component = batch.ablated().get(rows.ablated()[row]);
        planned = PLAN.ablated().indexOf(component);
        seen.merge(prompt + " " + component, 1, Integer::sum);
      }
      int capture = Integer.parseInt(prompt.substring(1));
      assertThat(rows.logit()[row]).isEqualTo(value(capture, planned, rows.position()[row]));
      assertThat(rows.contributions()[row * BASIS.size()]).isEqualTo((float) planned);
    }
  }

  private static double value(int capture, int planned, int position) {
    return capture * 1e9 + planned * 1e5 + position;
  }

  private static CaptureRows rows(int positions, int capture) {
    int components = PLAN.ablated().size();
    CaptureRows rows = CaptureRows.allocate(positions * (1 + components), BASIS.size());
    for (int row = 0; row < rows.count(); row++) {
      int planned = row / positions - 1;
      rows.ablated()[row] = planned;
      rows.position()[row] = row % positions;
      rows.scale()[row] = 1;
      rows.logit()[row] = value(capture, planned, row % positions);
      rows.contributions()[row * BASIS.size()] = planned;
    }
    return rows;
  }

  private static Capture capture(String prompt) {
    return new Capture("capture of " + prompt, prompt, prompt, Map.of(), 0);
  }
}
