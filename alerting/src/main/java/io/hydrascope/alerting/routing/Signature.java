package io.hydrascope.alerting.routing;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs a webhook's body together with its time, so that neither can be changed nor the message
 * sent again much later:
 *
 * <pre>
 * Hydrascope-Timestamp: 1767225600                         seconds since 1970
 * Hydrascope-Signature: v1=hex(HMAC-SHA256(secret, timestamp + "." + body))
 * </pre>
 */
final class Signature {
  private static final String ALGORITHM = "HmacSHA256";
  private static final int LEAST_BYTES = 16;

  private final SecretKeySpec key;

  /**
   * @param variable that holds the secret, for errors
   * @throws IllegalArgumentException if it is missing or too short to be one
   */
  Signature(String variable, String secret) {
    byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
    if (bytes.length < LEAST_BYTES) {
      throw new IllegalArgumentException(
          "environment variable %s has %d bytes; a webhook's secret needs at least %d: set it before the platform starts"
              .formatted(variable, bytes.length, LEAST_BYTES));
    }
    key = new SecretKeySpec(bytes, ALGORITHM);
  }

  String of(long timestampSeconds, String body) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      byte[] signed = (timestampSeconds + "." + body).getBytes(StandardCharsets.UTF_8);
      return "v1=" + HexFormat.of().formatHex(mac.doFinal(signed));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JVM has " + ALGORITHM, e);
    }
  }

  @Override
  public String toString() {
    return "Signature[secret hidden]";
  }
}
