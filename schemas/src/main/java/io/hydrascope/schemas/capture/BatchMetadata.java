package io.hydrascope.schemas.capture;

import static io.hydrascope.schemas.capture.BadCaptureException.Reason.BAD_METADATA;
import static io.hydrascope.schemas.capture.BadCaptureException.Reason.OVER_LIMIT;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.hydrascope.schemas.Limit;
import io.hydrascope.schemas.OverLimitException;
import org.apache.arrow.vector.VectorSchemaRoot;

/** The JSON that goes with a message's rows, in its schema's metadata. */
final class BatchMetadata {
  /** Deeper than any part of it. */
  private static final int MAX_DEPTH = 16;

  /** Longer than a plan's readouts can be. */
  private static final int MAX_TEXT = 1 << 20;

  private static final JsonMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(MAX_DEPTH)
                          .maxStringLength(MAX_TEXT)
                          .build())
                  .build())
          .disable(MapperFeature.AUTO_DETECT_IS_GETTERS)
          .build();

  private BatchMetadata() {}

  static String write(Record metadata) {
    try {
      return JSON.writeValueAsString(metadata);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("plain records always become JSON", e);
    }
  }

  /**
   * @throws BadCaptureException if it is missing, too large or no such record
   */
  static <M extends Record> M read(VectorSchemaRoot root, String key, Class<M> type) {
    String text = root.getSchema().getCustomMetadata().get(key);
    if (text == null) {
      throw new BadCaptureException(BAD_METADATA, key + " is missing");
    }
    if (Limit.METADATA_BYTES.isExceededBy(text.length())) {
      throw new BadCaptureException(
          OVER_LIMIT,
          "%s has %,d characters, the most is %,d"
              .formatted(key, text.length(), Limit.METADATA_BYTES.most()));
    }
    try {
      return JSON.readValue(text, type);
    } catch (JsonProcessingException e) {
      if (e.getCause() instanceof OverLimitException limit) {
        throw new BadCaptureException(OVER_LIMIT, String.valueOf(limit.getMessage()), e);
      }
      throw new BadCaptureException(
          BAD_METADATA, key + " is unreadable: " + e.getOriginalMessage(), e);
    }
  }
}
