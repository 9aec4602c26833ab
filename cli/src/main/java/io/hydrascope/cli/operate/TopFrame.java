package io.hydrascope.cli.operate;

import io.hydrascope.agent.serve.RevisionNames;
import io.hydrascope.platform.FlinkReports;
import io.hydrascope.platform.watch.Finding;
import io.hydrascope.schemas.rows.AlertRow;
import io.hydrascope.schemas.text.Counted;
import io.hydrascope.schemas.text.IntervalText;
import io.hydrascope.storage.query.FragileComponent;
import io.hydrascope.storage.query.RevisionProgress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One look at the platform.
 *
 * @param health what the platform's watcher says; empty where it has none
 * @param unread capture messages by job's consumer group, where a Kafka is known
 * @param lost messages that Kafka deleted before a job read them, by job
 * @param counters of the jobs, where a Flink is known
 * @param fragile the most fragile first, of each revision
 */
record TopFrame(
    Instant at,
    List<Finding> health,
    List<RevisionProgress> revisions,
    Map<String, Long> unread,
    Map<String, Long> lost,
    FlinkReports.JobCounters counters,
    List<WatchedComponent> fragile,
    List<AlertRow> alerts) {

  /**
   * A component of a revision.
   *
   * @param moved how far its mean moved since the frame before; null in the first
   */
  record WatchedComponent(
      String model, String revision, FragileComponent component, @Nullable Double moved) {
    String key() {
      return String.join("/", model, revision, component.component(), component.plan().toString());
    }

    double mean() {
      Double value = component.logprobDrop().estimate().value();
      return value == null ? Double.NaN : value;
    }
  }

  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add("Hydrascope, " + at);
    lines.addAll(healthLines());
    for (RevisionProgress progress : revisions) {
      lines.add(
          "%-36s %,12d %s, newest prompt %s"
              .formatted(
                  progress.model() + " " + progress.revision(),
                  progress.effects(),
                  Counted.word(progress.effects(), "effect"),
                  progress.newestEvent()));
      long repeated = repeated(progress);
      if (repeated > 0) {
        lines.add(
            "%-36s %,12d %s sent again and not counted again, since the job started"
                .formatted("", repeated, Counted.word(repeated, "row")));
      }
    }
    lonely().forEach(line -> lines.add("Not compared: " + line));
    unread.forEach(
        (group, messages) ->
            lines.add(
                "%-36s %,12d %s unread"
                    .formatted(group, messages, Counted.word(messages, "message"))));
    lost.forEach(
        (job, messages) ->
            lines.add(
                "%-36s %,12d %s lost: Kafka deleted them unread"
                    .formatted(job, messages, Counted.word(messages, "message"))));
    lines.addAll(counted());
    lines.add(
        "Most fragile: mean logprob_drop when ablated, nats [95% by prompt], moved since the last look");
    fragile.forEach(watched -> lines.add(line(watched)));
    lines.add(alerts.isEmpty() ? "No open alerts" : "Open alerts");
    for (AlertRow alert : alerts) {
      lines.add(
          "  %s %s of %s against %s: %s %+.3f %s, e-value %.3g, n = %s"
              .formatted(
                  alert.state(),
                  alert.measure(),
                  alert.revision(),
                  alert.baseRevision(),
                  alert.component(),
                  alert.effect(),
                  IntervalText.of(alert.effectLow(), alert.effectHigh()),
                  alert.eValue(),
                  Counted.of(alert.nPrompts(), "prompt")));
    }
    return lines;
  }

  private List<String> counted() {
    List<String> lines = new ArrayList<>();
    counters
        .late()
        .forEach(
            (window, prompts) ->
                lines.add(
                    "%-36s %,12d too late, a prompt and key each; all has them"
                        .formatted("window " + window, prompts)));
    counters
        .leftOut()
        .forEach(
            (name, units) ->
                lines.add(
                    "%-36s %,12d too late for their comparison, left out"
                        .formatted(name.replace('_', ' '), units)));
    counters
        .refused()
        .forEach(
            (reason, messages) ->
                lines.add(
                    "%-36s %,12d %s refused, see dead-letters list"
                        .formatted(reason, messages, Counted.word(messages, "message"))));
    return lines;
  }

  private long repeated(RevisionProgress progress) {
    return counters
        .repeated()
        .getOrDefault(FlinkReports.revisionKey(progress.model(), progress.revision()), 0L);
  }

  private List<String> lonely() {
    return RevisionNames.of(
            revisions.stream()
                .map(each -> new RevisionNames.Named(each.model(), each.revision()))
                .toList())
        .lonely();
  }

  private List<String> healthLines() {
    List<String> lines = new ArrayList<>();
    for (Finding finding : health) {
      if (finding.state() != Finding.State.OK) {
        lines.add(finding.state() + "  " + finding.oneLine());
      }
    }
    if (lines.isEmpty() && !health.isEmpty()) {
      lines.add("Platform OK, " + Counted.of(health.size(), "check"));
    }
    return lines;
  }

  private static String line(WatchedComponent watched) {
    var drop = watched.component().logprobDrop();
    String moved = watched.moved() == null ? "" : "%+.4f".formatted(watched.moved());
    return "  %-34s %2d. %-14s %7.3f %s %9s  n = %s"
        .formatted(
            watched.model() + " " + watched.revision(),
            watched.component().rank(),
            watched.component().component(),
            watched.mean(),
            IntervalText.of(drop.estimate().low(), drop.estimate().high()),
            moved,
            Counted.of(drop.prompts(), "prompt"));
  }

  /** For {@code --json}. */
  Map<String, Object> fields() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("at", at.toString());
    fields.put("health", health);
    fields.put("revisions", revisions.stream().map(this::fields).toList());
    fields.put("not_compared", lonely());
    fields.put("unread", unread);
    fields.put("lost", lost);
    fields.put("late", counters.late());
    fields.put("left_out", counters.leftOut());
    fields.put("refused", counters.refused());
    fields.put("fragile", fragile.stream().map(TopFrame::fields).toList());
    fields.put("alerts", alerts);
    return fields;
  }

  private Map<String, Object> fields(RevisionProgress progress) {
    return Map.of(
        "model", progress.model(),
        "revision", progress.revision(),
        "effects", progress.effects(),
        "newest", progress.newestEvent().toString(),
        "repeated", repeated(progress));
  }

  private static Map<String, Object> fields(WatchedComponent watched) {
    var drop = watched.component().logprobDrop();
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("model", watched.model());
    fields.put("revision", watched.revision());
    fields.put("rank", watched.component().rank());
    fields.put("component", watched.component().component());
    fields.put("logprob_drop_mean", drop.estimate().value());
    fields.put("logprob_drop_mean_low", drop.estimate().low());
    fields.put("logprob_drop_mean_high", drop.estimate().high());
    fields.put("moved", watched.moved());
    fields.put("prompts", drop.prompts());
    return fields;
  }
}
