package io.hydrascope.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.hydrascope.platform.watch.Finding;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JobLossCheckTest {
  private static final String JOB = "hydrascope compensation";

  private final List<String> told = new ArrayList<>();

  @Test
  void look_numberThatGrew_isToldOnceEach() {
    List<Finding> newest = look(Map.of(), Map.of(JOB, 40L), Map.of(JOB, 40L), Map.of(JOB, 1_050L));

    assertThat(newest)
        .singleElement()
        .satisfies(note -> assertThat(note.found()).contains("lost 1,050 messages"));
    assertThat(told)
        .hasSize(2)
        .allMatch(line -> line.contains("--topic-bytes"))
        .satisfies(lines -> assertThat(lines.get(0)).startsWith(JOB + " lost 40 messages"))
        .satisfies(lines -> assertThat(lines.get(1)).startsWith(JOB + " lost 1,050 messages"));
  }

  @Test
  void look_rowsSetAside_areANoteWithTheWayBack() {
    JobLossCheck check = new JobLossCheck(JobLoss.SET_ASIDE, () -> Map.of(JOB, 1_200L), told::add);
    assertThat(check.look())
        .singleElement()
        .satisfies(note -> assertThat(note.found()).contains("set aside 1,200 rows"));
    assertThat(told)
        .singleElement()
        .satisfies(line -> assertThat(line).contains("dead-letters list --reason block_refused"));
  }

  @Test
  void look_partThatIsAway_looksAgain() {
    assertThat(look(null, Map.of(JOB, 3L))).hasSize(1);
    assertThat(told).hasSize(1);
  }

  @Test
  void look_partThatIsAway_isANoteAndNoProblem() {
    assertThat(look(Map.of(JOB, 3L), null))
        .singleElement()
        .satisfies(note -> assertThat(note.found()).isEqualTo("not known now: away"))
        .matches(note -> !note.isProblem());
  }

  /**
   * @param found by each look; null where a part does not answer
   */
  @SafeVarargs
  private List<Finding> look(@Nullable Map<String, Long>... found) {
    Deque<Integer> next = new ArrayDeque<>();
    for (int i = 0; i < found.length; i++) {
      next.add(i);
    }
    JobLossCheck check =
        new JobLossCheck(
            JobLoss.DELETED,
            () -> {
              Map<String, Long> answer = found[next.remove()];
              if (answer == null) {
                throw new IOException("away");
              }
              return answer;
            },
            told::add);
    List<Finding> newest = List.of();
    for (int i = 0; i < found.length; i++) {
      newest = check.look();
    }
    return newest;
  }
}
