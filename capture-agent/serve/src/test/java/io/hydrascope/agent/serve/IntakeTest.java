package io.hydrascope.agent.serve;

import static io.hydrascope.agent.serve.TestingCaptureEngine.prompt;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class IntakeTest {
  private static final PendingPrompt.Answer ANSWER = new PendingPrompt.Answer("p", "c", 1);

  private final Intake intake = new Intake(2);

  @Test
  void offer_asManyAsThereArePlaces_takesNoMoreUntilOneIsAnswered() throws Exception {
    PendingPrompt first = intake.offer(prompt("p0")).orElseThrow();
    assertThat(intake.offer(prompt("p1"))).isPresent();
    assertThat(intake.offer(prompt("p2"))).isEmpty();
    assertThat(intake.next(Duration.ZERO)).contains(first);
    assertThat(intake.offer(prompt("p2"))).isEmpty();
    assertThat(intake.unanswered()).isEqualTo(2);
    first.answer().complete(ANSWER);
    assertThat(intake.unanswered()).isEqualTo(1);
    assertThat(intake.offer(prompt("p2"))).isPresent();
  }

  @Test
  void offer_answeredTwice_freesOnePlace() {
    PendingPrompt first = intake.offer(prompt("p0")).orElseThrow();
    first.answer().complete(ANSWER);
    first.answer().completeExceptionally(new IllegalStateException("too late"));
    assertThat(intake.unanswered()).isZero();
  }

  @Test
  void put_full_waitsForAPlace() throws Exception {
    PendingPrompt first = intake.put(prompt("p0"));
    intake.put(prompt("p1"));
    CompletableFuture<PendingPrompt> waiting = putLater("p2");
    assertThat(waiting).isNotDone();
    first.answer().complete(ANSWER);
    assertThat(waiting.get(10, TimeUnit.SECONDS).prompt().id()).isEqualTo("p2");
  }

  private CompletableFuture<PendingPrompt> putLater(String id) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return intake.put(prompt(id));
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CompletionException(e);
          }
        });
  }

  @Test
  void next_severalWait_handsThemOutInOrder() throws Exception {
    intake.put(prompt("p0"));
    intake.put(prompt("p1"));
    assertThat(intake.next(Duration.ZERO).orElseThrow().prompt().id()).isEqualTo("p0");
    assertThat(intake.isEmpty()).isFalse();
    assertThat(intake.next(Duration.ZERO).orElseThrow().prompt().id()).isEqualTo("p1");
    assertThat(intake.next(Duration.ZERO)).isEmpty();
  }

  @Test
  void isFinished_stopped_onceTheLastPromptIsHandedOut() throws Exception {
    assertThat(intake.isFinished()).isFalse();
    intake.put(prompt("p0"));
    intake.stop();
    assertThat(intake.isFinished()).isFalse();
    assertThat(intake.next(Duration.ZERO)).isPresent();
    assertThat(intake.isFinished()).isTrue();
  }

  @Test
  void end_promptsThatWaitAndThatCome_getTheError() throws Exception {
    PendingPrompt handedOut = intake.put(prompt("p0"));
    assertThat(intake.next(Duration.ZERO)).contains(handedOut);
    intake.put(prompt("p1"));
    CompletableFuture<PendingPrompt> waiting = putLater("p2");
    intake.end(new IllegalStateException("device lost"));
    assertThatThrownBy(() -> handedOut.answer().join()).hasMessageContaining("device lost");
    assertThatThrownBy(() -> waiting.get(10, TimeUnit.SECONDS).answer().join())
        .hasMessageContaining("the agent has ended: device lost");
    assertThat(intake.unanswered()).isZero();
  }
}
