package io.hydrascope.agent.serve;

import static io.hydrascope.agent.serve.TestingCaptureEngine.prompt;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hydrascope.agent.engine.EngineException;
import io.hydrascope.agent.prompt.BadPromptException;
import io.hydrascope.agent.spool.Spool;
import io.hydrascope.testkit.Await;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The loop on the test's own thread: what waits when it begins is all that there is. */
class CaptureLoopTest {
  private static final long SPOOL_BYTES = 4L << 20;
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final DetailPolicy FULL = DetailPolicy.parse("full");

  @TempDir Path folder;
  private final TestingCaptureEngine engine = new TestingCaptureEngine();
  private final TestingOutlet outlet = new TestingOutlet();
  private final TestingClock clock = new TestingClock();
  private final AgentMetrics metrics = new AgentMetrics();
  private final Intake intake = new Intake(8);
  private final List<String> registered = new ArrayList<>();
  private Spool spool;
  private CaptureLoop loop;

  @BeforeEach
  void open() throws IOException {
    spool = Spool.open(folder, SPOOL_BYTES);
    loop =
        new CaptureLoop(
            new CaptureLoop.Parts(
                engine,
                TestingCaptureEngine.PLAN,
                FULL.rowBytes(TestingCaptureEngine.BASIS),
                new DetailedBatches(
                    TestingCaptureEngine.SOURCE,
                    TestingCaptureEngine.PLAN,
                    TestingCaptureEngine.BASIS,
                    FULL),
                new IntactReruns(0, engine::runIntact),
                outlet,
                spool),
            intake,
            metrics,
            prompt -> registered.add(prompt.id()),
            clock);
  }

  @AfterEach
  void close() throws IOException {
    spool.close();
  }

  private CompletableFuture<PendingPrompt.Answer> ask(String id) {
    return intake.offer(prompt(id)).orElseThrow().answer();
  }

  private void runAll() {
    intake.stop();
    loop.run();
  }

  @Test
  void run_promptsThatWait_shareAMessageAndAreAnsweredOnceItIsSafe() {
    CompletableFuture<PendingPrompt.Answer> first = ask("p0");
    CompletableFuture<PendingPrompt.Answer> second = ask("p1");
    List<Boolean> answeredAtFlush = new ArrayList<>();
    outlet.whenFlushed = () -> answeredAtFlush.add(first.isDone());
    runAll();
    assertThat(answeredAtFlush.get(0)).isFalse();
    assertThat(outlet.messages).containsExactly(List.of("p0", "p1"));
    long rows = TestingCaptureEngine.effects(prompt("p0"));
    assertThat(first).isCompletedWithValue(new PendingPrompt.Answer("p0", "capture-p0", rows));
    assertThat(second).isCompletedWithValue(new PendingPrompt.Answer("p1", "capture-p1", rows));
    assertThat(registered).containsExactly("p0", "p1");
    assertThat(metrics.promptsCaptured()).isEqualTo(2);
    assertThat(metrics.ablations()).isEqualTo(2L * TestingCaptureEngine.UNITS.size());
    assertThat(metrics.effectRows()).isEqualTo(2 * rows);
  }

  @Test
  void run_moreThanASecondOfPrompts_areNotHeldBackForTheRest() {
    engine.whileItRuns = () -> clock.advance(Duration.ofMillis(600));
    for (int i = 0; i < 4; i++) {
      CompletableFuture<?> unused = ask("p" + i);
    }
    runAll();
    assertThat(outlet.messages).containsExactly(List.of("p0", "p1", "p2"), List.of("p3"));
  }

  @Test
  void run_promptsSoonAfterAMessage_shareTheNextWithinABoundedTime() throws InterruptedException {
    Thread running = new Thread(loop, "loop");
    running.start();
    assertThat(ask("p0")).succeedsWithin(LIMIT); // comes alone: at once
    CompletableFuture<PendingPrompt.Answer> first = ask("p1");
    awaitCaptured(2);
    CompletableFuture<PendingPrompt.Answer> second = ask("p2");
    awaitCaptured(3);
    assertThat(first).isNotDone();
    clock.advance(CaptureLoop.GATHER);
    assertThat(first).succeedsWithin(LIMIT);
    assertThat(second).succeedsWithin(LIMIT);
    intake.stop();
    running.join();
    assertThat(outlet.messages).containsExactly(List.of("p0"), List.of("p1", "p2"));
  }

  private void awaitCaptured(long prompts) {
    Await.until(
        LIMIT, () -> metrics.promptsCaptured() == prompts, () -> prompts + " captured prompts");
  }

  @Test
  void run_promptThatTheEngineFailsOn_isAnsweredWithItsErrorAndTheRestGoesOn() {
    engine.failing.add("p1");
    CompletableFuture<?> unused = ask("p0");
    CompletableFuture<PendingPrompt.Answer> failed = ask("p1");
    CompletableFuture<PendingPrompt.Answer> next = ask("p2");
    runAll();
    assertThatThrownBy(failed::join)
        .hasCauseInstanceOf(EngineException.class)
        .hasMessageContaining("p1")
        .hasMessageContaining("not finite");
    assertThat(next).isCompleted();
    assertThat(metrics.promptsFailed()).isEqualTo(1);
    assertThat(registered).containsExactly("p0", "p2");
  }

  @Test
  void run_engineThatFailsOnWhatItRan_endsTheLoop() {
    CompletableFuture<?> unused = ask("p0");
    CompletableFuture<PendingPrompt.Answer> failed = ask("p1");
    engine.failing.add("p1");
    engine.whileItRuns =
        () -> {
          if (!engine.ran.isEmpty()) {
            engine.failing.add("p0");
          }
        };
    assertThatThrownBy(this::runAll)
        .isInstanceOf(EngineException.class)
        .hasMessageContaining("the engine is broken")
        .hasMessageContaining("p0");
    assertThat(failed).isNotDone();
  }

  @Test
  void run_promptThatDoesNotFit_isRefusedAndNeverRun() {
    engine.refused.add("p0");
    CompletableFuture<PendingPrompt.Answer> refused = ask("p0");
    CompletableFuture<?> unused = ask("p1");
    runAll();
    assertThatThrownBy(refused::join).hasCauseInstanceOf(BadPromptException.class);
    assertThat(engine.ran).containsExactly("p1");
    assertThat(metrics.promptsRefused()).isEqualTo(1);
  }

  @Test
  void run_promptThatOnlyTheModelRefuses_isFoundOnTheLoopsThreadAlone() {
    engine.refusedByTheModel.add("p0");
    loop.requireFits(prompt("p0"));
    assertThat(engine.threads).isEmpty();
    CompletableFuture<PendingPrompt.Answer> refused = ask("p0");
    CompletableFuture<PendingPrompt.Answer> next = ask("p1");
    runAll();
    assertThatThrownBy(refused::join).hasCauseInstanceOf(BadPromptException.class);
    assertThat(next).isCompleted();
    assertThat(engine.threads).containsExactly(Thread.currentThread());
    assertThat(engine.ran).containsExactly("p1");
    assertThat(metrics.promptsRefused()).isEqualTo(1);
  }

  @Test
  void run_fullSpool_takesNoPromptUntilKafkaTakesMore() {
    spool.append(new byte[(int) (SPOOL_BYTES - (1 << 20))]);
    AtomicInteger looks = new AtomicInteger();
    outlet.whenFlushed =
        () -> {
          if (looks.getAndIncrement() == 0) {
            assertThat(engine.ran).isEmpty();
            assertThat(loop.hasRoom()).isFalse();
            spool.acknowledge(1);
          }
        };
    CompletableFuture<PendingPrompt.Answer> answer = ask("p0");
    runAll();
    assertThat(answer).isCompleted();
    assertThat(looks.get()).isGreaterThan(1);
    assertThat(loop.hasRoom()).isTrue();
  }

  @Test
  void run_spoolThatIsFullAtTheMessage_sendsItAgain() {
    AtomicInteger tries = new AtomicInteger();
    outlet.beforePublish =
        () -> {
          if (tries.getAndIncrement() < 2) {
            spool.append(new byte[(int) SPOOL_BYTES]); // never fits: throws
          }
        };
    CompletableFuture<PendingPrompt.Answer> answer = ask("p0");
    runAll();
    assertThat(outlet.messages).containsExactly(List.of("p0"));
    assertThat(answer).isCompleted();
    assertThat(tries.get()).isEqualTo(3);
  }

  @Test
  void run_sourceThatEnded_throwsItsError() {
    CompletableFuture<?> unused = ask("p0");
    loop.fail(new IllegalStateException("the topic is gone"));
    assertThatThrownBy(this::runAll).hasMessageContaining("the topic is gone");
    assertThat(engine.ran).isEmpty();
  }

  @Test
  void requireFits_rowsThatTheSpoolNeverHolds_namesTheOption() throws IOException {
    spool.close();
    spool = Spool.open(folder.resolve("small"), 1 << 20);
    CaptureLoop small =
        new CaptureLoop(
            new CaptureLoop.Parts(
                engine,
                TestingCaptureEngine.PLAN,
                1,
                new DetailedBatches(
                    TestingCaptureEngine.SOURCE,
                    TestingCaptureEngine.PLAN,
                    TestingCaptureEngine.BASIS,
                    FULL),
                new IntactReruns(0, engine::runIntact),
                outlet,
                spool),
            intake,
            metrics,
            prompt -> {},
            clock);
    assertThatThrownBy(() -> small.requireFits(prompt("p0")))
        .isInstanceOf(BadPromptException.class)
        .hasMessageContaining("p0")
        .hasMessageContaining("--spool-limit");
  }
}
