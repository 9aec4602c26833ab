package io.hydrascope.agent.chat;

import java.util.List;

/**
 * A rendered conversation.
 *
 * @param generated where the assistant speaks, as the template's generation blocks say it; empty if
 *     it has none
 */
public record ChatText(String text, List<Span> generated) {
  /** From a character up to another. */
  public record Span(int start, int end) {}

  public ChatText {
    generated = List.copyOf(generated);
  }
}
