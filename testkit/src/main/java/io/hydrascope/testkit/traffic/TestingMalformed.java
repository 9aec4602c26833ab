package io.hydrascope.testkit.traffic;

import io.hydrascope.schemas.Topics;
import io.hydrascope.schemas.capture.CaptureBatch;
import io.hydrascope.schemas.capture.CaptureBatchCodec;
import io.hydrascope.schemas.capture.CaptureMessage;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Records that no job takes, one kind after the other, each with the reason it must be refused for.
 */
public final class TestingMalformed {
  private static final List<String> HEADERS =
      List.of("schema_id", "version", "run_id", "chunk_id", "crc32c");

  /** What can be wrong with a record. */
  public enum Kind {
    RANDOM_BYTES,
    TRUNCATED,
    WRONG_SCHEMA,
    FUTURE_VERSION,
    WRONG_CHECKSUM,
    NOT_FINITE,
    LYING_SHAPE,
    BAD_METADATA,
    MISSING_HEADER,
    NO_VALUE,
    YEAR_2300,
    YEAR_1970
  }

  private final Random random;
  private int made;

  public TestingMalformed(long seed) {
    random = new Random(seed);
  }

  /**
   * One record.
   *
   * @param kind what is wrong with it
   * @param reason that a job must refuse it for
   */
  public record Malformed(
      Kind kind, String reason, Map<String, byte[]> headers, byte @Nullable [] value) {
    public Malformed {
      headers = Map.copyOf(headers);
    }

    private static Malformed of(Kind kind, String reason, byte[] value) {
      // With the checksum of these very bytes, so that they are what is refused.
      CaptureMessage message = new CaptureMessage("run-1", "chunk", value);
      return new Malformed(kind, reason, message.headers(), value);
    }
  }

  /** In turns. */
  public Malformed next() {
    Kind kind = Kind.values()[made++ % Kind.values().length];
    return switch (kind) {
      case RANDOM_BYTES -> Malformed.of(kind, "not_arrow", randomBytes(random.nextInt(2_000)));
      case TRUNCATED -> Malformed.of(kind, "not_arrow", truncated());
      case WRONG_SCHEMA -> withHeader(kind, "schema_id", "captures-00000000", "unknown_schema");
      case FUTURE_VERSION -> withHeader(kind, "version", "2", "unknown_schema");
      case WRONG_CHECKSUM -> withHeader(kind, "crc32c", "00000000", "wrong_checksum");
      case NOT_FINITE -> Malformed.of(kind, "bad_rows", notFinite());
      case LYING_SHAPE -> Malformed.of(kind, "bad_rows", lyingShape());
      case BAD_METADATA -> Malformed.of(kind, "bad_metadata", replaced("\"basis\"", "\"bases\""));
      case MISSING_HEADER -> withoutHeader(kind);
      case NO_VALUE -> new Malformed(kind, "missing_header", valid().headers(), null);
      case YEAR_2300 -> Malformed.of(kind, "event_time_ahead", at("2300-01-01T00:00:00Z"));
      case YEAR_1970 -> Malformed.of(kind, "event_time_too_old", at("1970-01-01T00:00:00Z"));
    };
  }

  private byte[] randomBytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  /** Anywhere before the end-of-stream mark of 8 bytes, which a reader does not need. */
  private byte[] truncated() {
    byte[] value = valid().value();
    return Arrays.copyOf(value, random.nextInt(value.length - 8));
  }

  private byte[] at(String time) {
    long micros = Instant.parse(time).toEpochMilli() * 1_000;
    List<Integer> prompts = List.of(1_000_000 + made);
    return encode(
            TestingCaptures.batch(TestingCaptures.BASE, prompts, TestingCaptures.ABLATED, micros))
        .value();
  }

  private byte[] notFinite() {
    CaptureBatch batch = batch();
    int row = random.nextInt(batch.rows().count());
    switch (random.nextInt(4)) {
      case 0 -> batch.rows().logit()[row] = Double.NaN;
      case 1 -> batch.rows().kl()[row] = Double.POSITIVE_INFINITY;
      case 2 -> batch.rows().scale()[row] = 0;
      default -> batch.rows().contributions()[row] = Float.NaN;
    }
    return encode(batch).value();
  }

  /** The description says another width than the rows have. */
  private byte[] lyingShape() {
    return random.nextBoolean()
        ? replaced("\"heads\":2", "\"heads\":9")
        : replaced("\"layers\":2", "\"layers\":3");
  }

  /** With other text of the same length in the batch's description. */
  private byte[] replaced(String text, String other) {
    String value = new String(valid().value(), StandardCharsets.ISO_8859_1);
    if (!value.contains(text)) {
      throw new IllegalStateException("a batch's description has no " + text);
    }
    return value.replace(text, other).getBytes(StandardCharsets.ISO_8859_1);
  }

  private Malformed withHeader(Kind kind, String name, String text, String reason) {
    CaptureMessage message = valid();
    Map<String, byte[]> headers = new HashMap<>(message.headers());
    headers.put(name, text.getBytes(StandardCharsets.UTF_8));
    return new Malformed(kind, reason, headers, message.value());
  }

  private Malformed withoutHeader(Kind kind) {
    CaptureMessage message = valid();
    Map<String, byte[]> headers = new HashMap<>(message.headers());
    headers.remove(HEADERS.get(random.nextInt(HEADERS.size())));
    return new Malformed(kind, "missing_header", headers, message.value());
  }

  private CaptureMessage valid() {
    return encode(batch());
  }

  /**
   * A batch of prompts that nobody else sends: a row of one in a table is a record wrongly
   *
   * <p>accepted.
   */
  private CaptureBatch batch() {
    return TestingCaptures.batch(
        TestingCaptures.BASE, List.of(1_000_000 + made), TestingCaptures.ABLATED);
  }

  private static CaptureMessage encode(CaptureBatch batch) {
    try (CaptureBatchCodec codec = new CaptureBatchCodec()) {
      return codec.encode(batch, Topics.CAPTURES);
    }
  }
}
