package io.hydrascope.agent.chat;

import java.time.Duration;

/**
 * What one rendering may take.
 *
 * @param time wall clock
 * @param output characters of the rendered text
 * @param made characters of all texts that the template makes on its way
 * @param steps statements, expressions and items
 * @param depth of expressions, blocks and macro calls within each other
 */
record Limits(Duration time, int output, long made, long steps, int depth) {
  /** Of a template's own text: the longest published ones have 30,000 characters. */
  static final int SOURCE = 262_144;

  static final int RANGE = 100_000;

  static Limits standard() {
    return new Limits(Duration.ofSeconds(1), 1_000_000, 50_000_000, 5_000_000, 400);
  }

  void requireOutput(long characters) {
    if (characters > output) {
      throw new TemplateFault("output=%d characters, at most %d".formatted(characters, output));
    }
  }
}
