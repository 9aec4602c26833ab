package io.hydrascope.jobs.streams;

import static org.assertj.core.api.Assertions.assertThat;

import io.hydrascope.schemas.capture.CaptureSource;
import org.apache.flink.api.java.tuple.Tuple2;
import org.junit.jupiter.api.Test;

class ShortKeyTest {
  private static final CaptureSource BASE = new CaptureSource("demo", "base", "ab", "run-1");

  /** State of earlier runs is found by it. */
  @Test
  void of_words_isTheSameInEveryProcess() {
    assertThat(ShortKey.of("a")).isEqualTo(Tuple2.of(8286459498212470165L, 30456739412514048L));
  }

  @Test
  void of_wordsCutElsewhere_differs() {
    assertThat(ShortKey.of("ab", "c")).isNotEqualTo(ShortKey.of("a", "bc"));
    assertThat(ShortKey.of("ab", "c")).isEqualTo(ShortKey.of("ab", "c"));
  }

  @Test
  void ofCapture_anotherNameOrRun_differsByNameOnly() {
    Tuple2<Long, Long> key = ShortKey.ofCapture(BASE, "c0");
    assertThat(ShortKey.ofCapture(new CaptureSource("demo", "base", "ab", "run-2"), "c0"))
        .isEqualTo(key);
    assertThat(ShortKey.ofCapture(new CaptureSource("demo", "production", "ab", "run-1"), "c0"))
        .isNotEqualTo(key);
    assertThat(ShortKey.ofCapture(new CaptureSource("other", "base", "ab", "run-1"), "c0"))
        .isNotEqualTo(key);
  }
}
