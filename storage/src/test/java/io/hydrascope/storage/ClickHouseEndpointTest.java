package io.hydrascope.storage;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClickHouseEndpointTest {
  @ParameterizedTest
  @ValueSource(strings = {"http://localhost:8123", "http://127.0.0.1:1", "https://[::1]:8443"})
  void isOnThisMachine_loopback_is(String url) {
    assertThat(endpoint(url).isOnThisMachine()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://clickhouse:8123", "http://10.0.0.1:1", "http://127.example.org"})
  void isOnThisMachine_anythingElse_isNot(String url) {
    assertThat(endpoint(url).isOnThisMachine()).isFalse();
  }

  private static ClickHouseEndpoint endpoint(String url) {
    return new ClickHouseEndpoint(url, "default", "", "hydrascope");
  }
}
