package io.hydrascope.alerting.topic;

import static org.assertj.core.api.Assertions.assertThat;

import io.hydrascope.alerting.TestingAlerts;
import io.hydrascope.alerting.message.AlertMessage;
import io.hydrascope.alerting.routing.AlertChange;
import io.hydrascope.schemas.rows.AlertState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FiringAlertsTest {
  private final FiringAlerts firing = new FiringAlerts("on-call");

  @Test
  void take_alertAndItsEnd_isFiringBetween() {
    AlertMessage alert = TestingAlerts.change("r", "tuned", AlertState.ALERT, 1, "on-call");
    AlertMessage ok = TestingAlerts.change("r", "tuned", AlertState.OK, 2, "on-call");
    assertThat(firing.take(alert)).contains(new AlertChange(alert, null));
    assertThat(firing.all()).containsExactly(alert);
    assertThat(firing.take(ok)).contains(new AlertChange(ok, alert));
    assertThat(firing.all()).isEmpty();
  }

  @Test
  void take_otherRoute_isNotTold() {
    assertThat(firing.take(TestingAlerts.change("r", "tuned", AlertState.ALERT, 1, "hook")))
        .isEmpty();
  }

  @Test
  void take_routeTakenFromTheRule_endsTheAlertHere() {
    AlertMessage alert = TestingAlerts.change("r", "tuned", AlertState.ALERT, 1, "on-call");
    firing.take(alert);
    Optional<AlertChange> change =
        firing.take(TestingAlerts.change("r", "tuned", AlertState.ALERT, 2, "hook"));
    assertThat(change).isPresent();
    assertThat(change.get().now().firing()).isFalse();
    assertThat(firing.all()).isEmpty();
  }

  @Test
  void byPair_manyRulesOfTwoPairs_areTwoGroups() {
    List<AlertChange> changes = new ArrayList<>();
    for (int rule = 0; rule < 300; rule++) {
      String revision = rule % 2 == 0 ? "tuned" : "other";
      changes.add(
          new AlertChange(TestingAlerts.change("r" + rule, revision, AlertState.ALERT, 1), null));
    }
    assertThat(FiringAlerts.byPair(changes))
        .hasSize(2)
        .allSatisfy(pair -> assertThat(pair).hasSize(150));
  }
}
