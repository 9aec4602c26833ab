package io.hydrascope.agent.serve;

import static org.assertj.core.api.Assertions.assertThat;

import io.hydrascope.agent.prompt.Prompt;
import io.hydrascope.agent.serve.KeyedAnswers.Kept;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class KeyedAnswersTest {
  private static final int MOST = 10_000;

  private final KeyedAnswers answers = new KeyedAnswers();
  private final List<String> taken = new ArrayList<>();

  @Test
  void find_newKey_takesThePrompt() {
    Kept kept = find("k", "body");
    assertThat(kept.isOf("body")).isTrue();
    assertThat(kept.isOf("another body")).isFalse();
    assertThat(kept.answer()).isNotDone();
    assertThat(taken).containsExactly("k");
  }

  @Test
  void find_keyAskedAgain_isTheSameAnswerAndTakesNothing() {
    Kept first = find("k", "body");
    assertThat(find("k", "body")).isSameAs(first);
    assertThat(find("k", "another body")).isSameAs(first);
    assertThat(taken).containsExactly("k");
  }

  @Test
  void find_nothingCanBeTaken_isEmptyAndKeepsNoKey() {
    assertThat(answers.find("k", "body", Optional::empty)).isEmpty();
    find("k", "another body");
    assertThat(taken).containsExactly("k");
  }

  @Test
  void find_largeBodies_keepsNoneOfThem() {
    String large = "x".repeat(1 << 20);
    assertThat(find("k", large).toString()).hasSizeLessThan(1_000);
  }

  @Test
  void forget_failedKey_mayBeUsedAgain() {
    Kept failed = find("k", "body");
    answers.forget("k", failed);
    assertThat(find("k", "body")).isNotSameAs(failed);
    assertThat(taken).containsExactly("k", "k");
  }

  /** Two clients that wait for one failure both forget it; one may have asked again between. */
  @Test
  void forget_keyWasTakenAnew_keepsWhatItStandsForNow() {
    Kept failed = find("k", "body");
    answers.forget("k", failed);
    Kept again = find("k", "body");
    answers.forget("k", failed);
    assertThat(find("k", "body")).isSameAs(again);
  }

  @Test
  void find_moreThanAreKept_forgetsTheOldestThatIsAnswered() {
    Kept oldest = find("0", "body");
    oldest.answer().complete(new PendingPrompt.Answer("0", "capture", 1));
    for (int i = 1; i < MOST; i++) {
      find(Integer.toString(i), "body");
    }
    assertThat(find("0", "body")).isSameAs(oldest);
    find("one more", "body");
    assertThat(find("0", "body")).isNotSameAs(oldest);
  }

  @Test
  void find_moreThanAreKept_keepsWhatIsStillWorkedOn() {
    Kept oldest = find("0", "body");
    for (int i = 1; i <= MOST; i++) {
      find(Integer.toString(i), "body");
    }
    assertThat(find("0", "body")).isSameAs(oldest);
  }

  private Kept find(String key, String body) {
    return answers
        .find(
            key,
            body,
            () -> {
              taken.add(key);
              Prompt prompt = new Prompt(key, new int[] {1}, Map.of(), key);
              return Optional.of(new PendingPrompt(prompt, new CompletableFuture<>()));
            })
        .orElseThrow();
  }
}
