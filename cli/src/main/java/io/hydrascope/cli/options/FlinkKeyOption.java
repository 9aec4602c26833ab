package io.hydrascope.cli.options;

import io.hydrascope.embedded.FlinkAccess;
import io.hydrascope.embedded.FlinkKey;
import io.hydrascope.schemas.text.BadInputException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a Flink cluster wants to see of its clients. */
public final class FlinkKeyOption {
  static final String PASSWORD_VARIABLE = "HYDRASCOPE_FLINK_KEY_PASSWORD";

  @Option(
      names = "--flink-key",
      paramLabel = "FILE",
      description = {
        "A PKCS12 file with the key and the trusted certificates for a --flink of https.",
        "The environment variable " + PASSWORD_VARIABLE + " holds its password."
      })
  private @Nullable Path store;

  /**
   * @throws BadInputException if an address of https comes without a file, or a file without its
   *     password
   */
  public FlinkAccess access(URI restUrl) {
    return access(restUrl, System.getenv(PASSWORD_VARIABLE));
  }

  FlinkAccess access(URI restUrl, @Nullable String password) {
    boolean secure = "https".equals(restUrl.getScheme());
    if (secure != (store != null)) {
      throw new BadInputException(
          "--flink %s: an address of https needs --flink-key FILE, and no other takes one"
              .formatted(restUrl));
    }
    if (store == null) {
      return FlinkAccess.of(restUrl);
    }
    if (!Files.isReadable(store) || password == null) {
      throw new BadInputException(
          "--flink-key %s: %s"
              .formatted(
                  store,
                  password == null
                      ? "set its password as " + PASSWORD_VARIABLE
                      : "the file cannot be read"));
    }
    return new FlinkAccess(restUrl, Optional.of(FlinkKey.read(store, password)));
  }
}
