package io.hydrascope.embedded;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/** The two users of a server. */
public record ClickHouseLogins(Login owner, Login reader) {
  private static final int PASSWORD_BYTES = 24;

  /** With new passwords. */
  public static ClickHouseLogins random() {
    return of(newPassword(), newPassword());
  }

  public static ClickHouseLogins of(String ownerPassword, String readerPassword) {
    return new ClickHouseLogins(
        new Login("hydrascope", ownerPassword), new Login("hydrascope_reader", readerPassword));
  }

  static String newPassword() {
    byte[] bytes = new byte[PASSWORD_BYTES];
    new SecureRandom().nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  static String sha256(Login login) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] hash = digest.digest(login.password().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
