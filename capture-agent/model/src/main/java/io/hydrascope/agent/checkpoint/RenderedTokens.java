package io.hydrascope.agent.checkpoint;

import io.hydrascope.agent.chat.ChatText.Span;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The tokens of a rendered conversation.
 *
 * @param spans first character of each token and the one behind it, in code points of the text //
 *     [token, 2]
 */
public record RenderedTokens(String text, int[] ids, int[] spans) {
  /** Places of the tokens that share a character with one of the spans of the text. */
  public int[] within(List<Span> parts) {
    List<Span> points = parts.stream().map(this::inCodePoints).toList();
    return IntStream.range(0, ids.length)
        .filter(token -> points.stream().anyMatch(part -> touches(token, part)))
        .toArray();
  }

  private Span inCodePoints(Span part) {
    return new Span(text.codePointCount(0, part.start()), text.codePointCount(0, part.end()));
  }

  private boolean touches(int token, Span part) {
    return spans[2 * token] < part.end() && spans[2 * token + 1] > part.start();
  }
}
