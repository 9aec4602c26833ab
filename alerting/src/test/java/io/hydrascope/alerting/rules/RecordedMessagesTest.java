package io.hydrascope.alerting.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hydrascope.alerting.message.AlertMessage;
import io.hydrascope.schemas.rows.AlertRow;
import io.hydrascope.schemas.rows.AlertState;
import io.hydrascope.testkit.RecordedFile;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The values on the topics of alerts and of control, one message a line. */
class RecordedMessagesTest {
  private static final AlertRow ROW =
      new AlertRow(
          "6f1cb1b5",
          1_767_225_600_000_000L,
          "self_repair_shift",
          "hydrascope-demo",
          "base",
          "fine-tuned",
          "L2.mlp_out",
          "self_repair",
          AlertState.ALERT,
          AlertState.WARNING,
          "critical",
          -0.25,
          -0.5,
          Double.POSITIVE_INFINITY,
          1e6,
          64,
          "{\"alpha\":0.05}");

  @Test
  void json_alertAndTest_areAsRecorded() {
    RecordedFile.named("alert-messages.txt")
        .assertSame(
            new AlertMessage(ROW, List.of("on-call", "hook"), true, true).json()
                + "\n"
                + AlertMessage.testJson()
                + "\n");
  }

  @Test
  void parse_recordedAlertAndTest_areTheMessages() {
    List<String> lines = RecordedFile.named("alert-messages.txt").read().lines().toList();
    assertThat(AlertMessage.parse(lines.get(0)))
        .contains(new AlertMessage(ROW, List.of("on-call", "hook"), true, true));
    assertThat(AlertMessage.parse(lines.get(1))).isEmpty();
  }

  @Test
  void parse_recordedControlMessages_areThoseThatWereWritten() {
    List<String> lines = RecordedFile.named("control-messages.txt").read().lines().toList();
    assertThat(lines).hasSize(2).allSatisfy(RecordedMessagesTest::assertSurvives);
    assertThat(ControlMessage.parse(lines.get(1)))
        .isEqualTo(new ControlMessage.Acknowledge("6f1cb1b5", "ann", "rolled back", 17));
  }

  /** Also as it was written before there was a version. */
  private static void assertSurvives(String line) {
    assertThat(ControlMessage.parse(line).json()).isEqualTo(line);
    assertThat(ControlMessage.parse(line.replace("\"version\":1,", "")).json()).isEqualTo(line);
  }

  @Test
  void parse_controlMessageOfAnUnknownVersion_isRefusedByName() {
    assertThatThrownBy(() -> ControlMessage.parse("{\"version\":2,\"kind\":\"rules\"}"))
        .isInstanceOf(BadRulesException.class)
        .hasMessage(
            "a control message has version=2; this program knows version 1: read it with the"
                + " Hydrascope that wrote it, or a later one");
  }

  @Test
  void json_rulesAndAcknowledgement_areAsRecorded() {
    String file =
        """
        rules:
          - name: self_repair_shift
          - {name: nightly, model: stories, base: previous, window: 1d, measures: {self_repair: 0.03},
             segments: [all, task=sums], for: 5m, clear_for: 10m, no_data: {after: 1h, mode: alert},
             severity: page, notify: [hook], notify_states: [ALERT], paused: true}
        routes:
          - {name: hook, webhook: "https://example.org/hook", secret_env: HOOK_SECRET}
        """;
    RecordedFile.named("control-messages.txt")
        .assertSame(
            new ControlMessage.Rules(AlertFile.parse(file).rules()).json()
                + "\n"
                + new ControlMessage.Acknowledge("6f1cb1b5", "ann", "rolled back", 17).json()
                + "\n");
  }
}
