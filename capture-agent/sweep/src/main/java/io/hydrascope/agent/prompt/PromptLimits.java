package io.hydrascope.agent.prompt;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hydrascope.schemas.Limit;
import io.hydrascope.schemas.OverLimitException;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** The check of a prompt's text and names at the border, the same for every way that it comes. */
final class PromptLimits {
  private PromptLimits() {}

  /**
   * @throws BadPromptException if the line is too long to be read
   */
  static void requireShort(String line) {
    if (Limit.MESSAGE_BYTES.isExceededBy(line.length())) {
      throw new BadPromptException(
          "has %,d characters, the most is %,d: send a shorter prompt"
              .formatted(line.length(), Limit.MESSAGE_BYTES.most()));
    }
  }

  /**
   * JSON can write half of a surrogate pair, which is no character: nothing that comes later, from
   * the tokenizer to the tables, could keep it.
   *
   * @throws BadPromptException naming the character
   */
  static void requireWellFormed(JsonNode node) {
    if (node.isTextual()) {
      requireWellFormed(node.textValue());
    }
    for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
      requireWellFormed(names.next());
    }
    for (JsonNode each : node) {
      requireWellFormed(each);
    }
  }

  private static void requireWellFormed(String text) {
    int half = Limit.halfOfPair(text);
    if (half >= 0) {
      throw new BadPromptException(
          "character %d of a text of %d is half of a surrogate pair, \\u%04x: send whole characters"
              .formatted(half, text.length(), (int) text.charAt(half)));
    }
  }

  /**
   * @throws BadPromptException naming value and limit
   */
  static void requireNames(
      String id, String group, Map<String, String> segments, List<String> donors) {
    try {
      Limit.requireId("id", id);
      Limit.requireId("group", group);
      Limit.requireSegments(segments);
      Limit.requireDonors(donors);
    } catch (OverLimitException e) {
      throw new BadPromptException(String.valueOf(e.getMessage()), e);
    }
  }

  /**
   * Before a list of them is made.
   *
   * @throws BadPromptException naming value and limit
   */
  static void requireFew(ObjectNode object) {
    try {
      Limit.SEGMENT_KEYS.require(object.path("segment").size(), "segments");
      Limit.DONORS.require(object.path("donors").size(), "donors");
    } catch (OverLimitException e) {
      throw new BadPromptException(String.valueOf(e.getMessage()), e);
    }
  }
}
