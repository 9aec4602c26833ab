package io.hydrascope.alerting.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hydrascope.schemas.rows.AlertRow;
import io.hydrascope.schemas.rows.AlertState;
import java.util.List;
import org.junit.jupiter.api.Test;

class AlertMessageTest {
  @Test
  void parse_whatWasWritten_isTheSame() {
    AlertMessage message = new AlertMessage(row(-0.1), List.of("on-call", "hook"), true, true);
    assertThat(AlertMessage.parse(message.json())).contains(message);
  }

  @Test
  void json_endlessInterval_hasNulls() {
    AlertMessage message = new AlertMessage(row(Double.POSITIVE_INFINITY), List.of(), false, false);
    assertThat(message.json()).contains("\"effect_high\":null");
    assertThat(AlertMessage.parse(message.json())).contains(message);
  }

  @Test
  void parse_somethingElse_isRefused() {
    assertThatThrownBy(() -> AlertMessage.parse("{}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no alert: alert_id=");
    assertThatThrownBy(() -> AlertMessage.parse("[")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void parse_test_isNoAlert() {
    assertThat(AlertMessage.parse(AlertMessage.testJson())).isEmpty();
    assertThat(AlertMessage.parse("{\"test\":true}")).isEmpty();
  }

  @Test
  void parse_messageFromBeforeVersions_isRead() {
    AlertMessage message = new AlertMessage(row(-0.1), List.of("hook"), true, false);
    assertThat(AlertMessage.parse(message.json().replace("\"version\":1,", ""))).contains(message);
  }

  @Test
  void parse_unknownVersion_isRefusedByName() {
    String json = new AlertMessage(row(-0.1), List.of("hook"), true, false).json();
    assertThatThrownBy(() -> AlertMessage.parse(json.replace("\"version\":1,", "\"version\":2,")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "an alert has version=2; this program knows version 1: read it with the Hydrascope that"
                + " wrote it, or a later one");
  }

  private static AlertRow row(double high) {
    return new AlertRow(
        "id",
        17,
        "rule",
        "model",
        "base",
        "tuned",
        "",
        "self_repair",
        AlertState.ALERT,
        AlertState.UNKNOWN,
        "critical",
        -0.25,
        -0.5,
        high,
        1e6,
        64,
        "{\"reason\":\"a \\\"word\\\"\",\"tested\":3}");
  }
}
