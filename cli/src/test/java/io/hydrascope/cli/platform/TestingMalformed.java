package io.hydrascope.cli.platform;

import io.hydrascope.schemas.Topics;
import io.hydrascope.schemas.capture.CaptureBatch;
import io.hydrascope.schemas.capture.CaptureBatchCodec;
import io.hydrascope.schemas.capture.CaptureMessage;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Records that no job can read, one kind after the other, each with the reason it must be refused
 * for.
 */
final class TestingMalformed {
  private static final List<String> HEADERS =
      List.of("schema_id", "version", "run_id", "chunk_id", "crc32c");

  private static final int KINDS = 9;

  private final Random random;
  private int made;

  TestingMalformed(long seed) {
    random = new Random(seed);
  }

  record Malformed(String reason, Map<String, byte[]> headers, byte @Nullable [] value) {
    Malformed {
      headers = Map.copyOf(headers);
    }

    private static Malformed of(String reason, CaptureMessage message) {
      return new Malformed(reason, message.headers(), message.value());
    }

    private static Malformed of(String reason, byte[] value) {
      // With the checksum of these very bytes, so that they are what is refused.
      return of(reason, new CaptureMessage("run-1", "chunk", value));
    }
  }

  Malformed next() {
    return switch (made++ % KINDS) {
      case 0 -> Malformed.of("not_arrow", randomBytes(random.nextInt(2_000)));
      case 1 -> Malformed.of("not_arrow", truncated());
      case 2 -> withHeader("schema_id", "captures-00000000", "unknown_schema");
      case 3 -> withHeader("version", "2", "unknown_schema");
      case 4 -> withHeader("crc32c", "00000000", "wrong_checksum");
      case 5 -> Malformed.of("bad_rows", notFinite());
      case 6 -> Malformed.of("bad_metadata", unreadableMetadata());
      case 7 -> withoutHeader();
      default -> new Malformed("missing_header", valid().headers(), null);
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

  private byte[] unreadableMetadata() {
    byte[] value = valid().value();
    String text = new String(value, StandardCharsets.ISO_8859_1);
    return text.replace("\"basis\"", "\"bases\"").getBytes(StandardCharsets.ISO_8859_1);
  }

  private Malformed withHeader(String name, String text, String reason) {
    CaptureMessage message = valid();
    Map<String, byte[]> headers = new HashMap<>(message.headers());
    headers.put(name, text.getBytes(StandardCharsets.UTF_8));
    return new Malformed(reason, headers, message.value());
  }

  private Malformed withoutHeader() {
    CaptureMessage message = valid();
    Map<String, byte[]> headers = new HashMap<>(message.headers());
    headers.remove(HEADERS.get(random.nextInt(HEADERS.size())));
    return new Malformed("missing_header", headers, message.value());
  }

  private CaptureMessage valid() {
    return encode(batch());
  }

  /** Of prompts that nobody else sends: a row of one in a table is a record wrongly accepted. */
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
