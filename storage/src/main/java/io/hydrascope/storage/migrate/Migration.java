package io.hydrascope.storage.migrate;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * One file: statements that each end with a semicolon at the end of a line, and that can each run
 * again after a crash.
 *
 * @param name the file's, for example {@code V001__effects.sql}
 */
record Migration(int version, String name, String sql) {

  static Migration of(String name, String sql) {
    if (!name.matches("V\\d{3}__[a-z0-9_]+\\.sql")) {
      throw new MigrationException("migration=" + name + " is not named like V001__effects.sql");
    }
    return new Migration(Integer.parseInt(name.substring(1, 4)), name, sql);
  }

  /**
   * The hash of the file as it is written, so that it is the same on one server and on a cluster.
   */
  String checksum() {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(sql.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }

  List<String> statements(Deployment deployment) {
    return Arrays.stream(deployment.render(sql).split(";[ \\t]*(?:\\R|$)"))
        .map(String::strip)
        .filter(statement -> !statement.isEmpty())
        .toList();
  }
}
