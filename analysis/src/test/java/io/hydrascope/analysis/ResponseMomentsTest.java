package io.hydrascope.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.schemas.Component;
import io.hydrascope.schemas.capture.CaptureBatch;
import io.hydrascope.schemas.capture.CaptureRows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ResponseMomentsTest {
  private static final AblationUnit UNIT = AblationUnit.attnOut(0);

  @Test
  void plus_anyOrder_equalsTheTwoPassDefinition() {
    CaptureBatch batch = TestingCaptures.random(3);
    Responses responses = new Responses(batch);
    List<ResponseSums> sums = new ArrayList<>();
    List<Map<Component, Double>> rows = new ArrayList<>();
    for (ResponseSums.OfCapture capture : ResponseSums.of(batch)) {
      int index = batch.captures().indexOf(capture.capture());
      for (ResponseSums ablation : capture.ablations()) {
        if (ablation.ablated().equals(UNIT)) {
          sums.add(ablation);
          for (int position = 2; position < 5; position++) {
            rows.add(responses.of(index, UNIT, position, CaptureRows.NO_DONOR));
          }
        }
      }
    }
    assertThat(sums).hasSize(3);
    for (int seed = 0; seed < 5; seed++) {
      Collections.shuffle(sums, new Random(seed));
      List<Component> responders = sums.get(0).responders();
      ResponseMoments moments = ResponseMoments.empty(responders.size());
      for (ResponseSums each : sums) {
        moments = moments.plus(each);
      }
      assertThat(moments.rows()).isEqualTo(rows.size());
      assertThat(moments.prompts()).isEqualTo(sums.size());
      for (int i = 0; i < responders.size(); i++) {
        Component responder = responders.get(i);
        double[] values =
            rows.stream().mapToDouble(row -> Objects.requireNonNull(row.get(responder))).toArray();
        double mean = Arrays.stream(values).average().orElseThrow();
        double squares = Arrays.stream(values).map(x -> (x - mean) * (x - mean)).sum();
        assertThat(moments.means()[i]).isCloseTo(mean, within(1e-12));
        assertThat(moments.variances()[i]).isCloseTo(squares / (values.length - 1), within(1e-12));
      }
    }
  }

  @Test
  void plus_otherResponders_isRefused() {
    assertThatThrownBy(() -> ResponseMoments.empty(2).plus(ResponseMoments.empty(3)))
        .hasMessageContaining("responders=3");
  }
}
