package io.hydrascope.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DropWatchTest {
  private static final String JOB = "hydrascope compensation";

  private final List<String> told = new ArrayList<>();

  @Test
  void look_numberThatGrew_isToldOnceEach() {
    look(Map.of(), Map.of(JOB, 40L), Map.of(JOB, 40L), Map.of(JOB, 1_050L));

    assertThat(told)
        .hasSize(2)
        .allMatch(line -> line.contains("--topic-bytes"))
        .satisfies(lines -> assertThat(lines.get(0)).startsWith(JOB + " lost 40 messages"))
        .satisfies(lines -> assertThat(lines.get(1)).startsWith(JOB + " lost 1,050 messages"));
  }

  @Test
  void setAside_rows_namesTheJobAndTheWayBack() {
    assertThat(DropWatch.setAside(JOB, 1_200))
        .startsWith("hydrascope compensation set aside 1,200 rows that ClickHouse refused: ")
        .contains("dead-letters list --reason block_refused");
  }

  @Test
  void look_partThatIsAway_looksAgain() {
    look(null, Map.of(JOB, 3L));

    assertThat(told).hasSize(1);
  }

  /**
   * @param found by each look; null where a part does not answer
   */
  @SafeVarargs
  private void look(@Nullable Map<String, Long>... found) {
    Deque<Integer> next = new ArrayDeque<>();
    for (int i = 0; i < found.length; i++) {
      next.add(i);
    }
    try (DropWatch watch =
        new DropWatch(
            () -> {
              Map<String, Long> answer = found[next.remove()];
              if (answer == null) {
                throw new IOException("away");
              }
              return answer;
            },
            DropWatch::lost,
            told::add)) {
      for (int i = 0; i < found.length; i++) {
        watch.look();
      }
    }
  }
}
