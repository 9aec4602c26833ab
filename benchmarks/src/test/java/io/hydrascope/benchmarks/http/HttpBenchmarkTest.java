package io.hydrascope.benchmarks.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HttpBenchmarkTest {
  @Test
  void quantile_anyOrder_isTheValueThatThePartDoesNotExceed() {
    long[] nanos = {4_000_000, 1_000_000, 3_000_000, 2_000_000};
    assertThat(HttpBenchmark.quantile(nanos, 0.5)).isEqualTo(2);
    assertThat(HttpBenchmark.quantile(nanos, 0.51)).isEqualTo(3);
    assertThat(HttpBenchmark.quantile(nanos, 0.99)).isEqualTo(4);
    assertThat(nanos).startsWith(4_000_000);
  }
}
