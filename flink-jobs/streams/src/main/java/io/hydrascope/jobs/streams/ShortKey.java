package io.hydrascope.jobs.streams;

import io.hydrascope.schemas.capture.CaptureSource;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;

/**
 * Sixteen bytes in place of words, for keys of which there are as many as prompts: the first half
 * of the words' SHA-256, so the same in every process.
 */
public final class ShortKey {
  public static final TypeInformation<Tuple2<Long, Long>> TYPE =
      Types.TUPLE(Types.LONG, Types.LONG);

  private ShortKey() {}

  /**
   * What makes a capture the same observation: the same weights under another name are others.
   *
   * @param captureId as in {@link io.hydrascope.schemas.capture.Capture}
   */
  public static Tuple2<Long, Long> ofCapture(CaptureSource source, String captureId) {
    return of(source.model(), source.revision(), captureId);
  }

  /** Of words in this order. */
  public static Tuple2<Long, Long> of(String... words) {
    MessageDigest digest = sha256();
    for (String word : words) {
      byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
      digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
      digest.update(bytes);
    }
    ByteBuffer half = ByteBuffer.wrap(digest.digest());
    return Tuple2.of(half.getLong(), half.getLong());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }
}
