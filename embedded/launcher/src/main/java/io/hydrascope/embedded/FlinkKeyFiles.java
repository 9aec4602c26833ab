package io.hydrascope.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Makes a cluster's key with the JDK's keytool, at each start anew:
 *
 * <pre>
 * key/flink.p12   key and certificate, also for a browser
 * key/flink.pem   the same without a password, for curl
 * key/password    of the first
 * </pre>
 */
record FlinkKeyFiles(DataDirectory directory) {
  private static final String ALIAS = "hydrascope";
  private static final String PASSWORD_VARIABLE = "HYDRASCOPE_KEY_PASSWORD";
  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final Base64.Encoder LINES =
      Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));

  FlinkKey make() {
    Path folder = directory.subdirectory("key");
    Path store = folder.resolve("flink.p12");
    String password = ClickHouseLogins.newPassword();
    try {
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
      Files.deleteIfExists(store);
      runKeytool(store, password);
      Files.setPosixFilePermissions(store, PosixFilePermissions.fromString("rw-------"));
      PrivateFile.write(folder.resolve("password"), password + "\n");
      PrivateFile.write(folder.resolve("flink.pem"), pem(store, password));
      return FlinkKey.read(store, password);
    } catch (IOException | GeneralSecurityException e) {
      throw new EmbeddedException(
          "flink cannot start: no key could be made in %s (%s)".formatted(folder, e), e);
    }
  }

  /** The password travels in the environment: arguments are for all to see. */
  private void runKeytool(Path store, String password) throws IOException {
    Path log = directory.resolve("keytool.log");
    ProcessBuilder keytool = new ProcessBuilder(command(store));
    keytool.environment().put(PASSWORD_VARIABLE, password);
    Process process = keytool.redirectErrorStream(true).redirectOutput(log.toFile()).start();
    process.getOutputStream().close();
    try {
      if (!process.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
        throw new EmbeddedException(
            "flink cannot start: keytool did not end within %d s; log %s"
                .formatted(LIMIT.toSeconds(), log));
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new EmbeddedException("interrupted while waiting for keytool", e);
    }
    if (process.exitValue() != 0) {
      throw new EmbeddedException(
          "flink cannot start: keytool ended with exit code %d: %s; log %s"
              .formatted(process.exitValue(), ChildLog.reason(log), log));
    }
  }

  private static List<String> command(Path store) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
        "-J-XX:TieredStopAtLevel=1",
        "-J-XX:+UseSerialGC",
        "-genkeypair",
        "-alias",
        ALIAS,
        "-keyalg",
        "EC",
        "-groupname",
        "secp256r1",
        "-sigalg",
        "SHA256withECDSA",
        "-dname",
        "CN=hydrascope flink",
        "-ext",
        "SAN=IP:" + LocalPort.HOST + ",DNS:localhost",
        // The platform may run for years.
        "-validity",
        "36500",
        "-storetype",
        FlinkKey.STORE_TYPE,
        "-keystore",
        store.toString(),
        "-storepass:env",
        PASSWORD_VARIABLE);
  }

  private static String pem(Path store, String password)
      throws IOException, GeneralSecurityException {
    char[] characters = password.toCharArray();
    KeyStore keys = KeyStore.getInstance(FlinkKey.STORE_TYPE);
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, characters);
    }
    return block("PRIVATE KEY", keys.getKey(ALIAS, characters).getEncoded())
        + block("CERTIFICATE", keys.getCertificate(ALIAS).getEncoded());
  }

  private static String block(String name, byte[] content) {
    return "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n"
        .formatted(name, LINES.encodeToString(content));
  }
}
