package io.hydrascope.agent.checkpoint;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * SHA-256 over each file's name and digest, so that no file's bytes pass for another's: mutable.
 */
public final class ContentDigest {
  private static final int BLOCK_BYTES = 1 << 20;

  private final MessageDigest all = sha256();

  public ContentDigest add(String name, Path file) throws IOException {
    return add(name, fileSha256(file));
  }

  /**
   * @param sha256 of what has that name, 64 hexadecimal digits
   */
  public ContentDigest add(String name, String sha256) {
    all.update((name + " " + sha256 + "\n").getBytes(StandardCharsets.UTF_8));
    return this;
  }

  /** 64 hexadecimal digits; nothing can be added after. */
  public String finished() {
    return HexFormat.of().formatHex(all.digest());
  }

  private static String fileSha256(Path file) throws IOException {
    MessageDigest digest = sha256();
    try (InputStream in = Files.newInputStream(file)) {
      byte[] block = new byte[BLOCK_BYTES];
      for (int count = in.read(block); count >= 0; count = in.read(block)) {
        digest.update(block, 0, count);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }
}
