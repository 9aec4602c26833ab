package io.hydrascope.agent.offline;

import io.hydrascope.agent.progress.Progress;
import io.hydrascope.agent.sweep.LoadedModel;
import io.hydrascope.schemas.Measure;
import io.hydrascope.schemas.rows.EffectBatch;
import io.hydrascope.schemas.text.Counted;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Counts what a sweep has done, and shows how far it is, how fast, and how long it still takes. */
final class SweepTally {
  private static final double SHORTEST_SECONDS = 1e-3;

  private final Progress progress;
  private final Clock clock;
  private final int prompts;
  private final double work;
  private final Instant started;
  private int promptsDone;
  private double workDone;
  private double firstWork; // of the first prompt
  private double firstSeconds;
  private double passWork; // of passes whose rows are not counted yet
  private long passAblations;
  private long ablations;
  private long rows;
  private double worstClosureError;

  /**
   * @param work about the sum over all prompts of what {@link #add} will be given
   */
  SweepTally(Progress progress, Clock clock, int prompts, double work) {
    this.progress = progress;
    this.clock = clock;
    this.prompts = prompts;
    this.work = work;
    started = clock.instant();
  }

  /** A pass is done: a part of what {@link #add} will be given. */
  void passDone(long moreAblations, double moreWork) {
    passAblations += moreAblations;
    passWork += moreWork;
    show("%.0f%% of all".formatted(1e2 * (workDone + passWork) / work));
  }

  /** Some of a prompt's units are done. */
  void add(EffectBatch effects, long moreAblations, double moreWork) {
    passAblations = 0;
    passWork = 0;
    ablations += moreAblations;
    workDone += moreWork;
    rows += effects.count();
    for (int row = 0; row < effects.count(); row++) {
      double error =
          Math.abs(effects.measure(row, Measure.CLOSURE_ERROR))
              / Math.max(1, Math.abs(effects.intactLogit()[row]));
      worstClosureError = Math.max(worstClosureError, error);
    }
  }

  /** One more prompt is done. */
  void promptDone() {
    promptsDone++;
    if (promptsDone == 1) {
      firstWork = workDone;
      firstSeconds = seconds();
    }
    show("");
  }

  private void show(String part) {
    double done = workDone + passWork;
    double left = Math.max(0, work - done) / done * seconds();
    progress.update(
        "%,d of %s · %s%,.0f ablations/s · %.0f s left"
            .formatted(
                promptsDone,
                Counted.of(prompts, "prompt"),
                part.isEmpty() ? "" : part + " · ",
                (ablations + passAblations) / seconds(),
                left));
  }

  int promptsDone() {
    return promptsDone;
  }

  long rows() {
    return rows;
  }

  long ablations() {
    return ablations;
  }

  /**
   * How long all prompts take together, as far as those that are done tell: the first one, on which
   * Java and the engine still warm up, says nothing of the others once a second is done.
   */
  double secondsOfAll() {
    if (workDone <= firstWork) {
      return seconds() * work / workDone;
    }
    double each = (seconds() - firstSeconds) / (workDone - firstWork);
    return firstSeconds + Math.max(0, work - firstWork) * each;
  }

  SweepResult result(
      SweepRequest request, LoadedModel model, String referenceSet, List<FragileUnit> fragile) {
    List<String> notes = new ArrayList<>(model.notes());
    notes.addAll(request.notes());
    return new SweepResult(
        request.output(),
        promptsDone,
        ablations,
        rows,
        seconds(),
        worstClosureError,
        model.upstreamDrift(),
        referenceSet,
        notes,
        fragile);
  }

  /** Since the first prompt; never 0, so that it can be divided by. */
  double seconds() {
    double elapsed = Duration.between(started, clock.instant()).toNanos() * 1e-9;
    return Math.max(SHORTEST_SECONDS, elapsed);
  }
}
