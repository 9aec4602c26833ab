package io.hydrascope.jobs.compensation;

import io.hydrascope.jobs.compensation.AdmittedSegments.AdmittedSegment;
import io.hydrascope.jobs.compensation.CaptureSums.UnitSums;
import io.hydrascope.schemas.rows.EffectBatch;
import io.hydrascope.schemas.rows.MetricsRow;
import io.hydrascope.storage.replay.ReplayedStates.StateRow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * Counts captures once more by the definitions of the compensation job, in memory: of all time, and
 * of the windows that are asked for. Give each capture once and the hours in order. One thread at a
 * time.
 */
public final class MetricsRecount {
  private final Map<String, AdmittedSegments> segments = new HashMap<>();
  private final Map<String, RunningMetrics> all = new HashMap<>();
  private final Map<String, Map<String, RunningMetrics>> windows = new HashMap<>();
  private final SumPrompts sums = new SumPrompts();
  private long captures;

  /** What a recount found of keys. */
  public record Found(List<MetricsRow> rows, List<StateRow> states) {}

  /** A segment that the job keeps metrics of, before any capture is added. */
  public void admit(String model, String segment) {
    int separator = segment.indexOf('=');
    AdmittedSegment admitted =
        new AdmittedSegment(segment.substring(0, separator), segment.substring(separator + 1));
    List<AdmittedSegment> known =
        new ArrayList<>(segments.getOrDefault(model, AdmittedSegments.none()).segments());
    known.add(admitted);
    segments.put(model, new AdmittedSegments(known));
  }

  /** All rows of a capture, counted in the window {@code all} only. */
  public void addToAll(EffectBatch effects) {
    add(effects, false);
  }

  /** All rows of a capture, counted in {@code all} and in the windows of its time. */
  public void add(EffectBatch effects) {
    add(effects, true);
  }

  private void add(EffectBatch effects, boolean inWindows) {
    captures++;
    CaptureSums capture = sums.map(effects);
    AdmittedSegments.Named named =
        segments.getOrDefault(capture.model(), AdmittedSegments.none()).name(capture.segments());
    segments.put(capture.model(), named.admitted());
    for (UnitSums unit : capture.units()) {
      for (String segment : named.names()) {
        KeyedPromptSums prompt =
            KeyedPromptSums.of(
                capture.key(unit.unit(), segment), unit.sums(), capture.eventTimeMicros());
        all.compute(
            prompt.keyText(),
            (key, metrics) ->
                (metrics == null ? RunningMetrics.start(prompt.key()) : metrics)
                    .plus(prompt.sums()));
        if (inWindows) {
          addToWindows(prompt);
        }
      }
    }
  }

  private void addToWindows(KeyedPromptSums prompt) {
    for (MetricsWindow window : MetricsWindow.values()) {
      long start = window.startMillis(Math.floorDiv(prompt.eventTimeMicros(), 1_000L));
      windows
          .computeIfAbsent(new MetricsWindow.Period(window, start).text(), name -> new HashMap<>())
          .compute(
              prompt.keyText(),
              (key, metrics) ->
                  (metrics == null
                          ? RunningMetrics.start(prompt.key().in(window.text(), start * 1_000))
                          : metrics)
                      .plus(prompt.sums()));
    }
  }

  /** Captures that were added. */
  public long captures() {
    return captures;
  }

  /**
   * Gives and forgets the windows that end by a time.
   *
   * @param openAfterMillis windows that end later may still get prompts: their states are given too
   */
  public Found takeWindowsUntil(long endMillis, long openAfterMillis, long updatedAtMicros) {
    List<MetricsRow> rows = new ArrayList<>();
    List<StateRow> states = new ArrayList<>();
    Iterator<Map.Entry<String, Map<String, RunningMetrics>>> names = windows.entrySet().iterator();
    while (names.hasNext()) {
      Map.Entry<String, Map<String, RunningMetrics>> window = names.next();
      long end = MetricsWindow.Period.parse(window.getKey()).endMillis();
      if (end > endMillis) {
        continue;
      }
      window
          .getValue()
          .forEach(
              (key, metrics) -> {
                rows.add(metrics.account().toRow(metrics.key(), updatedAtMicros));
                if (end > openAfterMillis) {
                  states.add(state(key, window.getKey(), metrics, updatedAtMicros));
                }
              });
      names.remove();
    }
    return new Found(rows, states);
  }

  /** The metrics of all time. */
  public Found all(long updatedAtMicros) {
    List<MetricsRow> rows = new ArrayList<>();
    List<StateRow> states = new ArrayList<>();
    all.forEach(
        (key, metrics) -> {
          rows.add(metrics.account().toRow(metrics.key(), updatedAtMicros));
          states.add(state(key, CaptureSums.ALL, metrics, updatedAtMicros));
        });
    return new Found(rows, states);
  }

  private static StateRow state(
      String key, String window, RunningMetrics metrics, long updatedAtMicros) {
    String text = new ReplayedMetrics.State(metrics.account().state(), updatedAtMicros).text();
    return new StateRow(key, window, text);
  }
}
