package io.hydrascope.platform.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RestartBudgetTest {
  private final TestingTime time = new TestingTime(Duration.ofDays(1));
  private final RestartBudget budget = new RestartBudget(time);

  @Test
  void next_fiveTimesInTenMinutes_pausesLongerEachTimeThenIsEmpty() {
    assertThat(IntStream.range(0, 5).mapToObj(i -> budget.next().orElseThrow()))
        .extracting(each -> each.pause().toSeconds())
        .containsExactly(1L, 2L, 4L, 8L, 16L);
    assertThat(budget.next()).isEmpty();
  }

  @Test
  void next_tenMinutesLater_beginsAnewAndTheHourRemembers() {
    assertThat(IntStream.range(0, 5).mapToObj(i -> budget.next())).allMatch(Optional::isPresent);
    time.pass(Duration.ofMinutes(11));
    assertThat(budget.next()).hasValue(new RestartBudget.Try(1, Duration.ofSeconds(1)));
    assertThat(budget.lastHour()).isEqualTo(6);
    time.pass(Duration.ofMinutes(55));
    assertThat(budget.lastHour()).isEqualTo(1);
  }
}
