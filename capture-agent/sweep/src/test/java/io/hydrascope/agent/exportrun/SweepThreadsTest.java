package io.hydrascope.agent.exportrun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hydrascope.agent.export.ExportedModel;
import io.hydrascope.agent.prompt.BadPromptException;
import io.hydrascope.agent.prompt.Prompt;
import io.hydrascope.agent.sweep.Sweep;
import io.hydrascope.agent.sweep.TestingGolden;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * One thread runs prompts, others ask whether theirs fit, as the agent's HTTP and topic threads do.
 * The export's graph accepts 32 positions, which only running it tells.
 */
@Timeout(120)
class SweepThreadsTest {
  private static final Path EXPORT =
      Path.of("../model/src/test/resources/exports/gpt2_dynamo/model.onnx");
  private static final int ACCEPTED = 32;
  private static final int ROUNDS = 10;
  private static final int BORDER_THREADS = 4;
  private static final String LOOP = "loop";

  @Test
  void requireFits_whileAnotherThreadRuns_neverEntersTheEngine() throws Exception {
    Set<String> inEngine = new TreeSet<>();
    for (int round = 0; round < ROUNDS; round++) {
      try (ExportRunner runner = ExportRunner.load(EXPORT, TestingGolden.OPTIONS)) {
        Sweep sweep = sweep(runner);
        List<Asking> threads = new ArrayList<>();
        CyclicBarrier start = new CyclicBarrier(BORDER_THREADS + 1);
        threads.add(Asking.start(LOOP, start, sweep::run));
        for (int i = 0; i < BORDER_THREADS; i++) {
          threads.add(Asking.start("border-" + i, start, sweep::requireFits));
        }
        while (threads.stream().anyMatch(each -> each.thread().isAlive())) {
          threads.stream().filter(Asking::isInEngine).forEach(each -> inEngine.add(each.name()));
        }
        for (Asking each : threads) {
          assertThat(each.done().get()).isTrue();
        }
      }
    }
    assertThat(inEngine).containsExactly(LOOP);
  }

  @Test
  void requireFits_modelIsClosed_stillAnswers() {
    ExportRunner runner = ExportRunner.load(EXPORT, TestingGolden.OPTIONS);
    Sweep sweep = sweep(runner);
    runner.close();
    sweep.requireFits(prompt(ACCEPTED));
    assertThatThrownBy(() -> sweep.requireFits(TestingGolden.prompt("p", 3, 40)))
        .isInstanceOf(BadPromptException.class)
        .hasMessage("prompt p: token=40 is outside the vocabulary, 0 to 39");
  }

  @Test
  void requireRunnable_longerThanTheGraphAccepts_namesLengthAndLimit() {
    try (ExportRunner runner = ExportRunner.load(EXPORT, TestingGolden.OPTIONS)) {
      Sweep sweep = sweep(runner);
      Prompt tooLong = prompt(ACCEPTED + 1);
      sweep.requireFits(tooLong);
      assertThatThrownBy(() -> sweep.requireRunnable(tooLong))
          .isInstanceOf(BadPromptException.class)
          .hasMessage("prompt p33: tokens=33, this export's graph accepts 32: shorten it");
    }
  }

  private static Sweep sweep(ExportRunner runner) {
    return Sweep.zero(runner, TestingGolden.zeroPlan(runner.modelInfo().basis(), "last"));
  }

  private static Prompt prompt(int length) {
    return TestingGolden.prompt("p" + length, new int[length]);
  }

  /** A thread that asks about prompts of growing length, up to the graph's limit. */
  private record Asking(String name, Thread thread, FutureTask<Boolean> done) {
    static Asking start(String name, CyclicBarrier start, Consumer<Prompt> asked) {
      FutureTask<Boolean> task =
          new FutureTask<>(
              () -> {
                start.await();
                IntStream.rangeClosed(1, ACCEPTED).forEach(length -> asked.accept(prompt(length)));
                return true;
              });
      Thread thread = new Thread(task, name);
      thread.start();
      return new Asking(name, thread, task);
    }

    boolean isInEngine() {
      return Arrays.stream(thread.getStackTrace())
          .anyMatch(frame -> frame.getClassName().equals(ExportedModel.class.getName()));
    }
  }
}
