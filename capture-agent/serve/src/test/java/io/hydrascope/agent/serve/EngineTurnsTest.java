package io.hydrascope.agent.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class EngineTurnsTest {
  private static final int AGENTS = 3;
  private static final int PASSES = 200;

  private final EngineTurns turns = new EngineTurns();

  @Test
  void take_severalAgents_oneComputesAtATime() throws Exception {
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    Callable<Integer> agent =
        () -> {
          int passes = 0;
          for (int i = 0; i < PASSES; i++) {
            passes +=
                turns.take(
                    () -> {
                      most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                      Thread.onSpinWait();
                      inside.decrementAndGet();
                      return 1;
                    });
          }
          return passes;
        };
    ExecutorService threads = Executors.newFixedThreadPool(AGENTS);
    try {
      List<Future<Integer>> ends = new ArrayList<>();
      for (int i = 0; i < AGENTS; i++) {
        ends.add(threads.submit(agent));
      }
      for (Future<Integer> end : ends) {
        assertThat(end.get()).isEqualTo(PASSES);
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(most.get()).isEqualTo(1);
  }

  @Test
  void take_workThatThrows_leavesTheTurnToTheNext() throws Exception {
    assertThatThrownBy(
            () ->
                turns.take(
                    () -> {
                      throw new IllegalStateException("device lost");
                    }))
        .hasMessage("device lost");
    ExecutorService other = Executors.newSingleThreadExecutor();
    try {
      assertThat(other.submit(() -> turns.take(() -> "next")).get()).isEqualTo("next");
    } finally {
      other.shutdownNow();
    }
  }
}
