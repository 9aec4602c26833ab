package io.hydrascope.alerting.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SignatureTest {
  private static final String SECRET = "sixteen bytes or more";

  /** Printed by {@code printf 1767225600.BODY | openssl dgst -sha256 -hmac SECRET}. */
  @Test
  void of_bodyAndTime_isWhatOpensslSays() {
    assertThat(new Signature("S", SECRET).of(1_767_225_600L, "{\"alerts\":[\"é\"]}"))
        .isEqualTo("v1=2702505a2fdbab590d0ec88bb7aa84adf4ef8cb81e2bb2df746ad4b64609fba8");
  }

  @Test
  void of_otherTimeOrSecret_differs() {
    Signature signature = new Signature("S", SECRET);
    assertThat(signature.of(1, "a")).isNotEqualTo(signature.of(2, "a"));
    assertThat(signature.of(1, "a")).isNotEqualTo(new Signature("S", SECRET + "!").of(1, "a"));
    assertThat(signature.toString()).doesNotContain(SECRET);
  }

  @Test
  void new_shortSecret_namesTheVariableAndNotTheSecret() {
    assertThatThrownBy(() -> new Signature("HOOK_SECRET", "short"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("HOOK_SECRET has 5 bytes")
        .hasMessageNotContaining("short:");
  }
}
