package io.hydrascope.agent.chat;

import java.util.function.LongSupplier;

/** Counts what a rendering takes. Not thread-safe: one for each rendering. */
final class Budget {
  private static final int STEPS_BETWEEN_LOOKS = 256;

  private final Limits limits;
  private final LongSupplier nanoTime;
  private final long start;
  private long steps;
  private long made;
  private int depth;
  private int untilLook = STEPS_BETWEEN_LOOKS;

  Budget(Limits limits, LongSupplier nanoTime) {
    this.limits = limits;
    this.nanoTime = nanoTime;
    start = nanoTime.getAsLong();
  }

  void step() {
    steps(1);
  }

  void steps(long count) {
    steps += count;
    if (steps > limits.steps()) {
      throw new TemplateFault("steps=%d, at most %d".formatted(steps, limits.steps()));
    }
    untilLook -= (int) Math.min(count, STEPS_BETWEEN_LOOKS);
    if (untilLook <= 0) {
      untilLook = STEPS_BETWEEN_LOOKS;
      look();
    }
  }

  private void look() {
    long millis = (nanoTime.getAsLong() - start) / 1_000_000;
    if (millis > limits.time().toMillis()) {
      throw new TemplateFault("time=%d ms, at most %d".formatted(millis, limits.time().toMillis()));
    }
  }

  /** Asked before a text of so many characters is made. */
  void characters(long count) {
    if (count > limits.output()) {
      throw new TemplateFault("characters=%d, at most %d".formatted(count, limits.output()));
    }
    made += count;
    if (made > limits.made()) {
      throw new TemplateFault(
          "characters=%d in all texts that it makes, at most %d".formatted(made, limits.made()));
    }
    steps(1 + count / STEPS_BETWEEN_LOOKS);
  }

  /** For a text that was just made. */
  String made(String text) {
    characters(text.length());
    return text;
  }

  void enter() {
    depth++;
    if (depth > limits.depth()) {
      throw new TemplateFault("depth=%d, at most %d".formatted(depth, limits.depth()));
    }
    step();
  }

  void leave() {
    depth--;
  }
}
