package io.hydrascope.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * The key that a Flink cluster's processes and its clients show each other, and trust alone.
 * Whoever has it may run any code in the cluster. Thread-safe.
 */
public final class FlinkKey {
  static final String STORE_TYPE = "PKCS12";
  private static final String PROTOCOL = "TLSv1.2";
  private static final String CIPHERS =
      String.join(
          ",",
          "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
          // Clusters of others may have a key of RSA.
          "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384");

  private final Path store;
  private final String password;
  private final SSLContext context;

  private FlinkKey(Path store, String password, SSLContext context) {
    this.store = store;
    this.password = password;
    this.context = context;
  }

  /**
   * @param store in PKCS12, with a key and its certificate
   * @throws EmbeddedException if the file is no such store or the password is another
   */
  public static FlinkKey read(Path store, String password) {
    try (InputStream in = Files.newInputStream(store)) {
      char[] characters = password.toCharArray();
      KeyStore keys = KeyStore.getInstance(STORE_TYPE);
      keys.load(in, characters);
      KeyManagerFactory own =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      own.init(keys, characters);
      // A store's own certificates are trusted as well as those of others in it.
      TrustManagerFactory trusted =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trusted.init(keys);
      SSLContext context = SSLContext.getInstance(PROTOCOL);
      context.init(own.getKeyManagers(), trusted.getTrustManagers(), null);
      return new FlinkKey(store.toAbsolutePath(), password, context);
    } catch (IOException | GeneralSecurityException e) {
      throw new EmbeddedException(
          "flink's key %s cannot be read (%s); give the password of this PKCS12 file, or start the platform again, which makes a new one"
              .formatted(store, e),
          e);
    }
  }

  public Path store() {
    return store;
  }

  public String password() {
    return password;
  }

  SSLContext context() {
    return context;
  }

  /** Flink's options for the REST interface, the same for the server and for its clients. */
  Map<String, String> restOptions() {
    Map<String, String> options = new LinkedHashMap<>();
    options.put("security.ssl.rest.enabled", "true");
    options.put("security.ssl.rest.authentication-enabled", "true");
    options.put("security.ssl.protocol", PROTOCOL);
    options.put("security.ssl.algorithms", CIPHERS);
    options.putAll(stores("security.ssl.rest."));
    return options;
  }

  /** Flink's options for what its processes send each other. */
  Map<String, String> internalOptions() {
    Map<String, String> options = new LinkedHashMap<>();
    options.put("security.ssl.internal.enabled", "true");
    options.putAll(stores("security.ssl.internal."));
    return options;
  }

  private Map<String, String> stores(String prefix) {
    Map<String, String> options = new LinkedHashMap<>();
    for (String store : new String[] {"keystore", "truststore"}) {
      options.put(prefix + store, this.store.toString());
      options.put(prefix + store + "-password", password);
      options.put(prefix + store + "-type", STORE_TYPE);
    }
    options.put(prefix + "key-password", password);
    return options;
  }

  @Override
  public String toString() {
    return "FlinkKey[store=" + store + ", password=<redacted>]";
  }
}
