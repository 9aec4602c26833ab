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

  /** Up to the end of a text that it begins with. */
  ChatText cut(String start) {
    List<Span> kept =
        generated.stream()
            .filter(span -> span.start() < start.length())
            .map(span -> new Span(span.start(), Math.min(span.end(), start.length())))
            .toList();
    return new ChatText(start, kept);
  }
}
