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
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One line of a prompt file.
 *
 * <pre>
 * {"id": "p0", "tokens": [1, 2]}    or    {"id": "p0", "text": "…"}
 * optional: "donors": ["p1"]   "segment": {"task": "sums"}   "group": "…"   "answers": [3, 4]
 * </pre>
 */
final class PromptLine {
  private static final List<String> KEYS =
      List.of("id", "tokens", "text", "donors", "segment", "group", "answers");

  private static final JsonMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(8)
                          .maxNumberLength(32)
                          .build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final Optional<TextTokenizer> tokenizer;

  PromptLine(Optional<TextTokenizer> tokenizer) {
    this.tokenizer = tokenizer;
  }

  Prompt parse(String line) {
    ObjectNode object = object(line);
    object.fieldNames().forEachRemaining(PromptLine::requireKnown);
    String id = text(object, "id").orElseThrow(() -> new BadPromptException("id is missing"));
    if (id.isBlank()) {
      throw new BadPromptException("id='" + id + "': a prompt needs a name");
    }
    requireArray(object, "donors");
    requireArray(object, "answers");
    int[] tokens = tokens(object);
    if (tokens.length == 0) {
      throw new BadPromptException("id=%s: tokens=0, at least 1".formatted(id));
    }
    return new Prompt(id, tokens, segments(object), text(object, "group").orElse(id));
  }

  private static ObjectNode object(String line) {
    try {
      if (JSON.readTree(line) instanceof ObjectNode object) {
        return object;
      }
      throw new BadPromptException("is not a JSON object");
    } catch (JsonProcessingException e) {
      throw new BadPromptException("is not readable JSON: " + e.getOriginalMessage(), e);
    }
  }

  private static void requireKnown(String key) {
    if (key.equals("messages")) {
      throw new BadPromptException(
          "messages are not supported: render them with transformers' apply_chat_template and pass"
              + " its tokens");
    }
    if (!KEYS.contains(key)) {
      throw new BadPromptException(
          "unknown key %s; did you mean %s? Known: %s"
              .formatted(key, NearestWord.to(key, KEYS), String.join(", ", KEYS)));
    }
  }

  private int[] tokens(ObjectNode object) {
    if (object.has("tokens") == object.has("text")) {
      throw new BadPromptException("needs tokens or text, one of them");
    }
    if (object.has("text")) {
      String text = text(object, "text").orElseThrow();
      return tokenizer
          .orElseThrow(
              () ->
                  new BadPromptException(
                      "text needs a tokenizer.json in the model's folder: pass tokens"))
          .encode(text);
    }
    requireArray(object, "tokens");
    JsonNode list = object.get("tokens");
    int[] tokens = new int[list.size()];
    for (int i = 0; i < tokens.length; i++) {
      JsonNode token = list.get(i);
      if (!token.isIntegralNumber() || !token.canConvertToInt()) {
        throw new BadPromptException("tokens[%d]=%s is no token id".formatted(i, token));
      }
      tokens[i] = token.intValue();
    }
    return tokens;
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

  private static Optional<String> text(ObjectNode object, String key) {
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
