package io.hydrascope.agent.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.hydrascope.agent.prompt.Prompt;
import io.hydrascope.schemas.capture.Capture;
import io.hydrascope.schemas.capture.CaptureRows;
import java.util.Map;
import org.junit.jupiter.api.Test;

class IntactRerunsTest {
  private static final int COMPONENTS = 3;
  private static final Prompt PROMPT = new Prompt("p", new int[] {1, 2}, Map.of(), "p");

  @Test
  void sample_differentRuns_keepsTheLargestDifferenceInLogits() {
    CaptureRows captured = rows(4);
    IntactReruns reruns = new IntactReruns(1, prompt -> rows(2));
    reruns.sample(PROMPT, capture(0), captured);
    assertThat(reruns.floorLogits()).isZero();

    captured.logit()[1] += 0.25;
    reruns.sample(PROMPT, capture(1), captured);
    assertThat(reruns.floorLogits()).isEqualTo(0.25);

    captured.contributions()[COMPONENTS + 2] -= 0.5f;
    reruns.sample(PROMPT, capture(2), captured);
    assertThat(reruns.floorLogits()).isCloseTo(0.5, within(1e-6));
    assertThat(reruns.reruns()).isEqualTo(3);
  }

  @Test
  void sample_ablatedRows_areNotCompared() {
    CaptureRows captured = rows(4);
    captured.logit()[3] = 100;
    IntactReruns reruns = new IntactReruns(1, prompt -> rows(2));
    reruns.sample(PROMPT, capture(0), captured);
    assertThat(reruns.floorLogits()).isZero();
  }

  @Test
  void sample_rate_choosesSomeAndTheSameEachTime() {
    IntactReruns first = new IntactReruns(0.1, prompt -> rows(2));
    IntactReruns second = new IntactReruns(0.1, prompt -> rows(2));
    for (int i = 0; i < 500; i++) {
      first.sample(PROMPT, capture(i), rows(4));
      second.sample(PROMPT, capture(i), rows(4));
    }
    assertThat(first.reruns()).isBetween(25L, 90L).isEqualTo(second.reruns());
  }

  private static Capture capture(int i) {
    return new Capture("capture-" + i, "p", "p", Map.of(), 0);
  }

  private static CaptureRows rows(int count) {
    CaptureRows rows = CaptureRows.allocate(count, COMPONENTS);
    for (int i = 0; i < rows.contributions().length; i++) {
      rows.contributions()[i] = i / 4f;
    }
    return rows;
  }
}
