package io.hydrascope.agent.checkpoint;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;

/**
 * Reads JSON that a stranger wrote: depth, numbers, strings and their count are bounded before they
 * are read.
 */
final class BoundedJson {
  private static final int MAX_DEPTH = 32;
  private static final int MAX_NUMBER_DIGITS = 64;

  /** Memory grows with tokens: a few hundred megabytes at most. */
  private static final int MAX_TOKENS = 4_000_000;

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(MAX_DEPTH)
                          .maxNumberLength(MAX_NUMBER_DIGITS)
                          .maxTokenCount(MAX_TOKENS)
                          .build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private BoundedJson() {}

  /**
   * @param source names the text in errors
   */
  static ObjectNode object(String source, byte[] utf8) {
    try {
      if (MAPPER.readTree(utf8) instanceof ObjectNode object) {
        return object;
      }
    } catch (JsonProcessingException e) {
      throw new BadCheckpointException(
          "%s is not readable JSON: %s".formatted(source, e.getOriginalMessage()), e);
    } catch (IOException e) {
      throw new BadCheckpointException("%s is not readable JSON: %s".formatted(source, e), e);
    }
    throw new BadCheckpointException(source + " is not a JSON object");
  }
}
