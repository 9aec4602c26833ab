package io.hydrascope.platform.demo;

import io.hydrascope.agent.progress.Progress;
import io.hydrascope.schemas.rows.AlertRow;
import io.hydrascope.schemas.text.Counted;
import io.hydrascope.schemas.text.IntervalText;
import io.hydrascope.schemas.text.OneLine;
import io.hydrascope.storage.ClickHouseEndpoint;
import io.hydrascope.storage.query.FlowQueries;
import io.hydrascope.storage.query.FragileComponent;
import io.hydrascope.storage.query.MeasuredValue;
import io.hydrascope.storage.query.QueryException;
import io.hydrascope.storage.query.StorageQueries;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Shows what has arrived and what was found, from the tables themselves, while prompts run. */
final class LiveView {
  private final String model;
  private final String base;
  private final StorageQueries queries;
  private final FlowQueries flow;
  private final Progress progress;
  private final Map<String, Long> shownAlerts = new HashMap<>();
  private Optional<Duration> firstRow = Optional.empty();
  private String shownFragile = "";

  LiveView(String model, String base, ClickHouseEndpoint endpoint, Progress progress) {
    this.model = model;
    this.base = base;
    this.queries = new StorageQueries(endpoint);
    this.flow = new FlowQueries(endpoint);
    this.progress = progress;
  }

  /** Like {@link #refresh}, but a look that fails is told and the next one tries again. */
  void tryRefresh(PromptRounds rounds, int allPrompts) {
    try {
      refresh(rounds, allPrompts);
    } catch (QueryException e) {
      progress.say("the tables did not answer: " + OneLine.of(e));
    }
  }

  /** Asks once and shows what is new. */
  synchronized void refresh(PromptRounds rounds, int allPrompts) {
    long queryable = flow.flow(model).effects();
    if (queryable > 0 && firstRow.isEmpty()) {
      firstRow = Optional.of(progress.elapsed());
      progress.say("first rows queryable");
    }
    progress.update(
        "%,d of %s · %s · %s sent, %,d queryable"
            .formatted(
                rounds.prompts(),
                Counted.of(allPrompts, "prompt"),
                Counted.of(rounds.ablations(), "ablation"),
                Counted.of(rounds.rows(), "row"),
                queryable));
    showFragile();
    queries.alertHistory(20).stream()
        .filter(alert -> alert.model().equals(model))
        .filter(this::isNew)
        .forEach(alert -> progress.say(Findings.alert(alert)));
  }

  /** Since the command began, when the first row was seen. */
  Optional<Duration> firstRow() {
    return firstRow;
  }

  private void showFragile() {
    List<FragileComponent> fragile = queries.mostFragile(model, base, 1);
    if (fragile.isEmpty() || fragile.get(0).component().equals(shownFragile)) {
      return;
    }
    MeasuredValue drop = fragile.get(0).logprobDrop();
    if (drop.estimate().low() == null) {
      return;
    }
    shownFragile = fragile.get(0).component();
    progress.say(
        "most fragile of %s so far: %s, mean logprob_drop %.2f nats %s, n = %s"
            .formatted(
                base,
                shownFragile,
                drop.estimate().value(),
                IntervalText.of(drop.estimate().low(), drop.estimate().high()),
                Counted.of(drop.prompts(), "prompt")));
  }

  private boolean isNew(AlertRow alert) {
    Long shown = shownAlerts.get(alert.alertId());
    if (shown != null && shown >= alert.atMicros()) {
      return false;
    }
    shownAlerts.put(alert.alertId(), alert.atMicros());
    return true;
  }
}
