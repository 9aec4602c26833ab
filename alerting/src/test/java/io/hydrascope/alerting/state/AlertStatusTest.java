package io.hydrascope.alerting.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.hydrascope.alerting.rules.Timing;
import io.hydrascope.alerting.rules.Timing.NoDataMode;
import io.hydrascope.schemas.rows.AlertState;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The machine as a table: looks at seconds, and the states that follow. */
class AlertStatusTest {
  private static final Evaluation SHIFTED = new Evaluation.Shifted("shifted");

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        // for, clear_for, no-data mode | second:finding … | second:state …
        "0 0 no_data   | 1:undecided 2:equivalent 3:undecided     | UNKNOWN OK UNKNOWN",
        "0 0 no_data   | 1:shifted 2:undecided 3:shifted 4:equivalent | ALERT UNKNOWN ALERT OK",
        "10 0 no_data  | 1:shifted 5:shifted 11:shifted           | WARNING WARNING ALERT",
        "10 0 no_data  | 1:shifted 5:undecided 6:shifted 15:shifted 16:shifted | WARNING UNKNOWN WARNING WARNING ALERT",
        "10 0 no_data  | 1:impaired 2:shifted 12:shifted          | WARNING WARNING ALERT",
        "0 20 no_data  | 1:shifted 2:equivalent 11:undecided 21:equivalent 22:equivalent | ALERT ALERT ALERT ALERT OK",
        "0 20 no_data  | 1:shifted 2:equivalent 12:shifted 13:equivalent 32:equivalent 33:equivalent | ALERT ALERT ALERT ALERT ALERT OK",
        "0 0 no_data   | 1:equivalent 2:missing 3:equivalent      | OK NO_DATA OK",
        "0 0 alert     | 1:equivalent 2:missing 3:undecided       | OK ALERT UNKNOWN",
        "5 0 alert     | 1:missing 6:missing                      | WARNING ALERT",
        "0 0 keep      | 1:equivalent 2:missing                   | OK OK",
        "0 0 no_data   | 1:equivalent 2:impaired 3:equivalent     | OK WARNING OK",
        "0 20 no_data  | 1:shifted 2:paused 3:shifted             | ALERT PAUSED ALERT",
        "10 0 no_data  | 1:shifted 2:paused 3:shifted 13:shifted  | WARNING PAUSED WARNING ALERT",
        // the clock goes back: it stands still, and nothing is lost or hurried
        "10 0 no_data  | 100:shifted 50:shifted 90:shifted 109:shifted 110:shifted | WARNING WARNING WARNING WARNING ALERT",
        "0 10 no_data  | 100:shifted 101:equivalent 5:equivalent 110:equivalent 111:equivalent | ALERT ALERT ALERT ALERT OK"
      })
  void next_looksInTurn_giveTheStates(String timing, String looks, String states) {
    Timing times = timing(timing.trim().split(" +", -1));
    AlertStatus standing = AlertStatus.START;
    StringBuilder seen = new StringBuilder();
    for (String look : looks.trim().split(" +", -1)) {
      String[] parts = look.split(":", -1);
      standing = standing.next(finding(parts[1]), times, 1_000 * Long.parseLong(parts[0]));
      seen.append(standing.state()).append(' ');
    }
    assertThat(seen.toString().trim()).isEqualTo(states.trim());
  }

  private static Timing timing(String[] words) {
    NoDataMode mode = NoDataMode.valueOf(words[2].toUpperCase(java.util.Locale.ROOT));
    return new Timing(
        Duration.ofSeconds(Long.parseLong(words[0])),
        Duration.ofSeconds(Long.parseLong(words[1])),
        Duration.ofMinutes(1),
        mode,
        0.5);
  }

  private static Evaluation finding(String word) {
    return switch (word) {
      case "shifted" -> SHIFTED;
      case "equivalent" -> new Evaluation.Equivalent(word);
      case "impaired" -> new Evaluation.Impaired(word);
      case "missing" -> new Evaluation.Missing(word);
      case "paused" -> new Evaluation.Paused(word);
      default -> new Evaluation.Undecided(word);
    };
  }

  @Test
  void due_pending_isWhenTimeAloneDecides() {
    Timing timing = timing(new String[] {"10", "20", "no_data"});
    AlertStatus warning = AlertStatus.START.next(SHIFTED, timing, 1_000);
    assertThat(warning.isPending()).isTrue();
    assertThat(warning.dueMillis(timing)).isEqualTo(11_000);
    AlertStatus alert = warning.next(SHIFTED, timing, 11_000);
    assertThat(alert.isPending()).isFalse();
    AlertStatus ending = alert.next(new Evaluation.Equivalent("same"), timing, 12_000);
    assertThat(ending.dueMillis(timing)).isEqualTo(32_000);
    assertThat(ending.reason()).isEqualTo("same; the alert ends once this has held for 20 s");
  }

  @Test
  void acknowledge_openAlert_holdsUntilItEnds() {
    AlertStatus alert = AlertStatus.START.next(SHIFTED, Timing.DEFAULT, 1);
    AlertStatus seen = alert.acknowledge("ann", "looking");
    assertThat(seen.isAcknowledged()).isTrue();
    assertThat(seen.next(SHIFTED, Timing.DEFAULT, 2).acknowledgedBy()).isEqualTo("ann");
    AlertStatus ended = seen.next(new Evaluation.Equivalent("same"), Timing.DEFAULT, 3);
    assertThat(ended.isAcknowledged()).isFalse();
    assertThat(ended.acknowledge("ann", "late")).isEqualTo(ended);
  }

  @Test
  void of_troubleWithTheData_outweighsEveryVerdictButAShift() {
    Optional<Evaluation> trouble = Optional.of(new Evaluation.Missing("silent"));
    assertThat(Evaluation.of(new Evaluation.Equivalent("same"), trouble))
        .isEqualTo(new Evaluation.Missing("silent"));
    assertThat(Evaluation.of(SHIFTED, trouble))
        .isEqualTo(new Evaluation.Shifted("shifted; silent"));
    assertThat(Evaluation.of(SHIFTED, Optional.empty())).isEqualTo(SHIFTED);
    assertThat(AlertStatus.isOpen(AlertState.NO_DATA)).isTrue();
  }
}
