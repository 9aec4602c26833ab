package io.hydrascope.agent.adapter;

import io.hydrascope.agent.checkpoint.BadCheckpointException;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A regular expression of {@code alpha_pattern}, as PEFT reads it: of the end of a module's name.
 * It comes from outside: its length and its steps are bounded.
 */
record ModulePattern(String text) {
  private static final int MAX_LENGTH = 500;
  private static final int MAX_STEPS = 100_000;

  ModulePattern {
    if (text.length() > MAX_LENGTH) {
      throw new BadCheckpointException(
          "adapter_config.json: alpha_pattern has a pattern of %,d characters, limit %,d"
              .formatted(text.length(), MAX_LENGTH));
    }
  }

  boolean matches(String module) {
    try {
      return Pattern.compile("(.*\\.)?(" + text + ")").matcher(new Counted(module)).matches();
    } catch (PatternSyntaxException | StackOverflowError e) {
      throw new BadCheckpointException(
          "adapter_config.json: alpha_pattern=%s is no pattern of modules' names".formatted(text),
          e);
    }
  }

  /** Ends a search that goes on and on. */
  private static final class Counted implements CharSequence {
    private final CharSequence text;
    private int steps;

    Counted(CharSequence text) {
      this.text = text;
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public char charAt(int index) {
      if (++steps > MAX_STEPS) {
        throw new BadCheckpointException(
            "adapter_config.json: a pattern of alpha_pattern takes more than %,d steps"
                .formatted(MAX_STEPS));
      }
      return text.charAt(index);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return text.subSequence(start, end);
    }

    @Override
    public String toString() {
      return text.toString();
    }
  }
}
