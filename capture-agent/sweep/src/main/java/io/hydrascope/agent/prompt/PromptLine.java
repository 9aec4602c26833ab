package io.hydrascope.agent.prompt;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hydrascope.agent.checkpoint.TextTokenizer;
import io.hydrascope.agent.prompt.Prompt.Answers;
import io.hydrascope.schemas.NearestWord;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A prompt as one line of JSON. Any thread may parse.
 *
 * <pre>
 * {"id": "p0", "tokens": [1, 2]}    or    {"id": "p0", "text": "…"}
 * or    {"id": "p0", "messages": [{"role": "user", "content": "…"}], "tools": […]}
 * optional: "donors": ["p1"]   "segment": {"task": "sums"}   "group": "…"   "answers": [3, 4]
 * </pre>
 */
public final class PromptLine {
  private static final List<String> KEYS =
      List.of("id", "tokens", "text", "messages", "tools", "donors", "segment", "group", "answers");

  /** A tool's schema nests deeper than all else. */
  private static final int MAX_DEPTH = 32;

  private static final JsonMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(MAX_DEPTH)
                          .maxNumberLength(32)
                          .build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final PromptTokens tokens;

  public PromptLine(Optional<TextTokenizer> tokenizer) {
    tokens = new PromptTokens(tokenizer);
  }

  Prompt parse(String line) {
    ObjectNode object = object(line);
    String id = text(object, "id").orElseThrow(() -> new BadPromptException("id is missing"));
    return prompt(object, id, id);
  }

  /**
   * A prompt that is named by how it came. Its own {@code id}, where it has one, is its group
   * unless it names another: the same words asked again are a new observation of the same thing.
   *
   * @throws BadPromptException naming value and limit
   */
  public Prompt parse(String line, String id) {
    ObjectNode object = object(line);
    return prompt(object, id, text(object, "id").orElse(id));
  }

  private Prompt prompt(ObjectNode object, String id, String group) {
    if (id.isBlank() || group.isBlank()) {
      throw new BadPromptException(
          "id='" + (id.isBlank() ? id : group) + "': a prompt needs a name");
    }
    Map<String, String> segments = segments(object);
    String ownGroup = text(object, "group").orElse(group);
    List<String> donors = donors(object);
    PromptLimits.requireNames(id, ownGroup, segments, donors);
    PromptTokens.Encoded encoded = tokens.of(object);
    if (encoded.ids().length == 0) {
      throw new BadPromptException("id=%s: tokens=0, at least 1".formatted(id));
    }
    return new Prompt(
        id, encoded.ids(), segments, ownGroup, donors, answers(object), encoded.assistant());
  }

  private static List<String> donors(ObjectNode object) {
    requireArray(object, "donors");
    List<String> donors = new ArrayList<>();
    for (JsonNode donor : object.path("donors")) {
      if (!donor.isTextual() || donors.contains(donor.textValue())) {
        throw new BadPromptException(
            "donors: %s is no prompt's id, or is there twice".formatted(donor));
      }
      donors.add(donor.textValue());
    }
    return donors;
  }

  private static Optional<Answers> answers(ObjectNode object) {
    if (!object.has("answers")) {
      return Optional.empty();
    }
    int[] pair = integers(object, "answers");
    if (pair.length != 2 || pair[0] == pair[1]) {
      throw new BadPromptException(
          "answers=%s must be two different token ids".formatted(object.get("answers")));
    }
    return Optional.of(new Answers(pair[0], pair[1]));
  }

  private static ObjectNode object(String line) {
    PromptLimits.requireShort(line);
    try {
      if (JSON.readTree(line) instanceof ObjectNode object) {
        object.fieldNames().forEachRemaining(PromptLine::requireKnown);
        PromptLimits.requireFew(object);
        PromptLimits.requireWellFormed(object);
        return object;
      }
      throw new BadPromptException("is not a JSON object");
    } catch (JsonProcessingException e) {
      throw new BadPromptException("is not readable JSON: " + e.getOriginalMessage(), e);
    }
  }

  private static void requireKnown(String key) {
    if (!KEYS.contains(key)) {
      throw new BadPromptException(
          "unknown key %s; did you mean %s? Known: %s"
              .formatted(key, NearestWord.to(key, KEYS), String.join(", ", KEYS)));
    }
  }

  static int[] integers(ObjectNode object, String key) {
    requireArray(object, key);
    JsonNode list = object.get(key);
    int[] integers = new int[list.size()];
    for (int i = 0; i < integers.length; i++) {
      JsonNode entry = list.get(i);
      if (!entry.isIntegralNumber() || !entry.canConvertToInt()) {
        throw new BadPromptException("%s[%d]=%s is no token id".formatted(key, i, entry));
      }
      integers[i] = entry.intValue();
    }
    return integers;
  }

  private static Map<String, String> segments(ObjectNode object) {
    Map<String, String> segments = new LinkedHashMap<>();
    if (!object.has("segment")) {
      return segments;
    }
    if (!(object.get("segment") instanceof ObjectNode segment)) {
      throw new BadPromptException("segment must be an object of texts");
    }
    for (Iterator<String> keys = segment.fieldNames(); keys.hasNext(); ) {
      String key = keys.next();
      segments.put(key, text(segment, key).orElseThrow());
    }
    return segments;
  }

  static Optional<String> text(ObjectNode object, String key) {
    if (!object.has(key)) {
      return Optional.empty();
    }
    JsonNode value = object.get(key);
    if (!value.isTextual()) {
      throw new BadPromptException("%s=%s must be text".formatted(key, value));
    }
    return Optional.of(value.textValue());
  }

  private static void requireArray(ObjectNode object, String key) {
    if (object.has(key) && !object.get(key).isArray()) {
      throw new BadPromptException("%s=%s must be a list".formatted(key, object.get(key)));
    }
  }
}
