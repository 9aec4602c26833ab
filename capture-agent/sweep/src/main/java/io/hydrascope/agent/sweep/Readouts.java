package io.hydrascope.agent.sweep;

import io.hydrascope.agent.prompt.BadPromptException;
import io.hydrascope.agent.prompt.Prompt;
import io.hydrascope.schemas.Target;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * At which positions of a prompt the model is read: {@code all}, {@code last}, {@code answer}
 * (where it predicts what the assistant says) or numbers.
 */
public final class Readouts {
  private static final String ALL = "all";
  private static final String LAST = "last";
  private static final String ANSWER = "answer";

  private final String text;
  private final Target target;
  private final List<Integer> listed;

  /**
   * @throws IllegalArgumentException if the text is none of the forms, or {@code last} is asked for
   *     its next token
   */
  Readouts(String text, Target target) {
    this.text = text;
    this.target = target;
    listed = isWord() ? List.of() : parse(text);
    if (text.equals(LAST) && target == Target.NEXT) {
      throw new IllegalArgumentException(
          "readout=last with target=next: the last token has no next one, use target=argmax");
    }
  }

  /**
   * @return positions, ascending
   */
  int[] positions(Prompt prompt) {
    int promptLength = prompt.tokens().length;
    int readable = target == Target.NEXT ? promptLength - 1 : promptLength;
    if (readable < 1) {
      throw new BadPromptException(
          "tokens=%d with target=next: at least 2 are needed".formatted(promptLength));
    }
    return switch (text) {
      case ALL -> IntStream.range(0, readable).toArray();
      case LAST -> new int[] {promptLength - 1};
      case ANSWER -> beforeAssistant(prompt);
      default -> listed(promptLength, readable);
    };
  }

  /** A token is predicted one place before it; the first of a prompt nowhere. */
  private static int[] beforeAssistant(Prompt prompt) {
    int[] positions =
        Arrays.stream(prompt.assistant().required(prompt.id()))
            .filter(place -> place > 0)
            .map(place -> place - 1)
            .toArray();
    if (positions.length == 0) {
      throw new BadPromptException(
          "prompt %s: readout=answer: only its first token is the assistant's, which nothing predicts"
              .formatted(prompt.id()));
    }
    return positions;
  }

  private int[] listed(int promptLength, int readable) {
    for (int position : listed) {
      if (position >= readable) {
        throw new BadPromptException(
            "readout=%d is outside a prompt of %d tokens with target=%s: 0 to %d"
                .formatted(position, promptLength, target.text(), readable - 1));
      }
    }
    return listed.stream().mapToInt(Integer::intValue).toArray();
  }

  private boolean isWord() {
    return text.equals(ALL) || text.equals(LAST) || text.equals(ANSWER);
  }

  private static List<Integer> parse(String text) {
    try {
      TreeSet<Integer> positions = new TreeSet<>();
      Arrays.stream(text.split(",", -1)).map(Integer::valueOf).forEach(positions::add);
      if (positions.first() >= 0) {
        return List.copyOf(positions);
      }
    } catch (NumberFormatException e) {
      // Falls through to the one message for every wrong form.
    }
    throw new IllegalArgumentException(
        "readout=" + text + " is none of all, last, answer or positions such as 3,7");
  }
}
