package io.hydrascope.agent.serve;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Counters and gauges in Prometheus' text format. Thread-safe. */
public final class AgentMetrics {
  private static final String PREFIX = "hydrascope_agent_";

  private final Map<String, Series> series = new LinkedHashMap<>();
  private final LongAdder captured = counter("prompts_captured_total", "Prompts with a capture");
  private final LongAdder refused = counter("prompts_refused_total", "Prompts that cannot be run");
  private final LongAdder failed =
      counter("prompts_failed_total", "Prompts that the engine failed on");
  private final LongAdder busy = counter("prompts_turned_away_total", "Answered with 429 or 503");
  private final LongAdder ablations = counter("ablations_total", "Units ablated, over all prompts");
  private final LongAdder rows = counter("effect_rows_total", "Effect rows that were captured");
  private final LongAdder unregistered =
      counter("prompts_unregistered_total", "Prompts that could not be written to their table");
  private final AtomicLong captureNanos = new AtomicLong();
  private volatile double clockOffsetSeconds = Double.NaN;

  private record Series(String type, String help, Supplier<String> value) {}

  public AgentMetrics() {
    fraction(
        "clock_offset_seconds",
        "This machine's clock minus that of ClickHouse; NaN while it is not known",
        () -> clockOffsetSeconds);
  }

  void clockOffset(double seconds) {
    clockOffsetSeconds = seconds;
  }

  /** By how much this machine's clock is ahead of the register's; NaN while it is not known. */
  double clockOffsetSeconds() {
    return clockOffsetSeconds;
  }

  private LongAdder counter(String name, String help) {
    LongAdder adder = new LongAdder();
    series.put(name, new Series("counter", help, () -> Long.toString(adder.sum())));
    return adder;
  }

  /** Adds a number that is read when somebody asks. */
  public synchronized void gauge(String name, String help, LongSupplier value) {
    series.put(name, new Series("gauge", help, () -> Long.toString(value.getAsLong())));
  }

  /** Adds a fraction that is read when somebody asks. */
  public synchronized void fraction(String name, String help, DoubleSupplier value) {
    series.put(name, new Series("gauge", help, () -> Double.toString(value.getAsDouble())));
  }

  void captured(int units, long effectRows, long nanos) {
    captured.increment();
    ablations.add(units);
    rows.add(effectRows);
    captureNanos.addAndGet(nanos);
  }

  public void refused() {
    refused.increment();
  }

  void failed() {
    failed.increment();
  }

  void turnedAway() {
    busy.increment();
  }

  public void unregistered(int prompts) {
    unregistered.add(prompts);
  }

  public long promptsCaptured() {
    return captured.sum();
  }

  public long promptsRefused() {
    return refused.sum();
  }

  public long promptsFailed() {
    return failed.sum();
  }

  public long promptsUnregistered() {
    return unregistered.sum();
  }

  public long ablations() {
    return ablations.sum();
  }

  public long effectRows() {
    return rows.sum();
  }

  /** Prometheus' text format, version 0.0.4. */
  synchronized String text() {
    StringBuilder text = new StringBuilder();
    series.forEach(
        (name, one) -> {
          header(text, name, one.type(), one.help());
          text.append(PREFIX).append(name).append(' ').append(one.value().get()).append('\n');
        });
    header(text, "capture_seconds", "summary", "Time from a prompt's turn to its rows");
    text.append("%scapture_seconds_sum %.6f\n".formatted(PREFIX, captureNanos.get() / 1e9));
    text.append("%scapture_seconds_count %d\n".formatted(PREFIX, captured.sum()));
    return text.toString();
  }

  private static void header(StringBuilder text, String name, String type, String help) {
    text.append("# HELP %1$s%2$s %3$s\n# TYPE %1$s%2$s %4$s\n".formatted(PREFIX, name, help, type));
  }
}
