package io.hydrascope.schemas;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Which things are kept at a rate: the same key is always chosen or never, in any process. */
public final class Sampling {
  private static final double SCALE = 0x1p-53;

  private Sampling() {}

  /**
   * Whether the hash of the key, as a number from 0 to 1, is below the rate. What is chosen at a
   * rate is also chosen at every higher one.
   *
   * @param rate 0 chooses nothing, 1 everything
   */
  public static boolean chooses(double rate, String... key) {
    return rate >= 1 || (rate > 0 && fraction(String.join("\n", key)) < rate);
  }

  private static double fraction(String key) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
      long bits = 0;
      for (int i = 0; i < Long.BYTES; i++) {
        bits = (bits << Byte.SIZE) | (digest[i] & 0xff);
      }
      return (bits >>> 11) * SCALE;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }
}
