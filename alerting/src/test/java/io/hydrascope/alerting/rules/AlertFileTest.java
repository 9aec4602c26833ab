package io.hydrascope.alerting.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hydrascope.alerting.rules.ShiftTest.Threshold;
import io.hydrascope.alerting.rules.Timing.NoDataMode;
import io.hydrascope.schemas.ShiftMeasure;
import io.hydrascope.schemas.Target;
import io.hydrascope.schemas.rows.AlertState;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AlertFileTest {
  private static final String FULL =
      """
      rules:
        - name: nightly
          model: story-model
          base: previous
          target: next
          window: 1d
          measures: {self_repair: 0.03, logprob_drop: 0.01}
          segments: [all, task=sums]
          alpha: 0.01
          for: 5m
          clear_for: 10m
          no_data: {after: 1h, mode: alert, lost_share: 0.25}
          severity: page
          notify: [on-call, hook]
          notify_states: [ALERT]
          paused: true
      routes:
        - name: on-call
          alertmanager: http://127.0.0.1:9093
        - name: hook
          webhook: https://example.org/hook
          secret_env: HOOK_SECRET
      """;

  @Test
  void parse_everyKey_isTyped() {
    AlertFile file = AlertFile.parse(FULL);
    assertThat(file.rules().rules())
        .containsExactly(
            new Rule(
                "nightly",
                new WatchedCaptures(
                    "story-model", BaseSelection.PREVIOUS, Target.NEXT, Duration.ofDays(1)),
                new io.hydrascope.alerting.rules.ShiftTest(
                    List.of(
                        new Threshold(ShiftMeasure.SELF_REPAIR, 0.03),
                        new Threshold(ShiftMeasure.LOGPROB_DROP, 0.01)),
                    List.of("all", "task=sums"),
                    0.01),
                new Timing(
                    Duration.ofMinutes(5),
                    Duration.ofMinutes(10),
                    Duration.ofHours(1),
                    NoDataMode.ALERT,
                    0.25),
                new NotificationSettings(
                    "page", List.of("on-call", "hook"), Set.of(AlertState.ALERT), true)));
    assertThat(file.routes())
        .containsExactly(
            new Route.Alertmanager("on-call", URI.create("http://127.0.0.1:9093")),
            new Route.Webhook("hook", URI.create("https://example.org/hook"), "HOOK_SECRET"));
  }

  @Test
  void parse_nameAlone_isTheDefaultRule() {
    assertThat(AlertFile.parse("rules: [{name: self_repair_shift}]").rules())
        .isEqualTo(AlertRules.defaults(BaseSelection.FIRST));
  }

  @Test
  void parse_empty_watchesNothing() {
    assertThat(AlertFile.parse("").rules().rules()).isEmpty();
  }

  @Test
  void controlMessage_anyRules_readsWhatItWrote() {
    AlertRules rules = AlertFile.parse(FULL).rules();
    String json = new ControlMessage.Rules(rules).json();
    assertThat(ControlMessage.parse(json)).isEqualTo(new ControlMessage.Rules(rules));
    assertThat(ControlMessage.parse(json).json()).isEqualTo(json);
    ControlMessage acknowledge = new ControlMessage.Acknowledge("id", "ann", "seen", 17);
    assertThat(ControlMessage.parse(acknowledge.json())).isEqualTo(acknowledge);
    assertThat(Rule.parse(rules.rules().get(0).json())).isEqualTo(rules.rules().get(0));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ruls: []|ruls is unknown; did you mean rules?",
        "rules: [{name: a, alfa: 0.1}]|rules[0].alfa is unknown; did you mean alpha?",
        "rules: [{name: a, no_data: {mod: keep}}]|rules[0].no_data.mod is unknown; did you mean mode?",
        "rules: [{name: a, measures: [self_repai]}]|self_repai is unknown; did you mean self_repair?",
        "rules: [{name: a, measures: {kl: 1}}]|rules[0].measures.kl is unknown",
        "rules: [{name: a, alpha: 1.5}]|rules[0]: alpha=1.5: expected 0 < alpha < 1",
        "rules: [{name: a, delta: 0}]|rules[0]: delta=0.0 of self_repair: expected a number above 0",
        "rules: [{name: a, alpha: much}]|rules[0].alpha=\"much\": expected a number",
        "rules: [{name: a, for: soon}]|rules[0].for=\"soon\": expected a time such as 90s, 10m, 2h or 1d",
        "rules: [{name: a, no_data: {mode: ok}}]|rules[0].no_data.mode=ok: expected no_data, alert or keep",
        "rules: [{name: a, notify_states: [OK]}]|expected some of WARNING, ALERT, NO_DATA",
        "rules: [{name: a, segments: [sums]}]|segment=sums: expected all or key=value",
        "rules: [{name: a, target: nxt}]|rules[0].target: target=nxt is none of argmax, next, logit_diff",
        "rules: [{name: a}, {name: a}]|rule name=a is given twice",
        "rules: [{name: a, name: b}]|Duplicate field 'name'",
        "rules: [{model: m}]|rules[0].name=(missing): expected a word",
        "rules: {name: a}|rules={\"name\":\"a\"}: expected a list",
        "rules: [{name: a, notify: [oncal]}], routes: [{name: on-call, alertmanager: 'http://h:1'}]|no YAML at line",
        "routes: [{name: r, webhook: 'http://h:1'}]|routes[0].secret_env=(missing)",
        "routes: [{name: r, alertmanager: 'ftp://h'}]|url=ftp://h: expected http://host:port",
        "routes: [{name: r}]|routes[0] needs alertmanager or webhook, one of them",
        "rules: !!javax.script.ScriptEngineManager []|tags (!…) and aliases (*…) are not read",
        "rules: [&a {name: a}, *a]|tags (!…) and aliases (*…) are not read",
        "rules: [|no YAML at line"
      })
  void parse_somethingWrong_namesItAndWhatIsAccepted(String yaml, String message) {
    assertThatThrownBy(() -> AlertFile.parse(yaml))
        .isInstanceOf(BadRulesException.class)
        .hasMessageContaining(message);
  }

  @Test
  void parse_routeUnknown_namesTheNearest() {
    assertThatThrownBy(
            () ->
                AlertFile.parse(
                    """
                    rules: [{name: a, notify: [oncal]}]
                    routes: [{name: on-call, alertmanager: "http://h:1"}, {name: hook, webhook: "http://h:1", secret_env: S}]
                    """))
        .hasMessage(
            "rule a: notify names route oncal, which is not in routes; did you mean on-call?");
  }

  @Test
  void read_enormousFile_isRefusedWithTheLimit(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("alerts.yaml");
    Files.writeString(file, "# " + "x".repeat(AlertFile.MAX_BYTES));
    assertThatThrownBy(() -> AlertFile.read(file))
        .hasMessage("%s has 262,146 bytes; at most 262,144: a rule is a few lines".formatted(file));
    StringBuilder many = new StringBuilder("rules:\n");
    for (int i = 0; i <= AlertRules.MAX_RULES; i++) {
      many.append("- name: r").append(i).append('\n');
    }
    Files.writeString(file, many);
    assertThatThrownBy(() -> AlertFile.read(file))
        .hasMessageStartingWith(file + ": rules: rules=201: at most 200");
  }

  @Test
  void pairs_anyBase_choosesByOrderOrName() {
    assertThat(BaseSelection.FIRST.pairs("a", 0, "c", 2)).isTrue();
    assertThat(BaseSelection.FIRST.pairs("b", 1, "c", 2)).isFalse();
    assertThat(BaseSelection.PREVIOUS.pairs("b", 1, "c", 2)).isTrue();
    assertThat(BaseSelection.PREVIOUS.pairs("a", 0, "c", 2)).isFalse();
    assertThat(BaseSelection.parse("b").pairs("b", 1, "a", 0)).isTrue();
    assertThat(BaseSelection.parse("b").pairs("b", 1, "b", 1)).isFalse();
  }

  @Test
  void windowStart_anyEvent_isTheMultipleBelow() {
    WatchedCaptures daily =
        new WatchedCaptures(null, BaseSelection.FIRST, null, Duration.ofDays(1));
    long day = 86_400_000_000L;
    assertThat(daily.windowStartMicros(3 * day + 17)).isEqualTo(3 * day);
    assertThat(
            new WatchedCaptures(null, BaseSelection.FIRST, null, null).windowStartMicros(3 * day))
        .isZero();
  }
}
