package io.hydrascope.cli.options;

import io.hydrascope.schemas.text.BadInputException;
import io.hydrascope.storage.migrate.Retention;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How long rows stay, on a server that may have a second volume. */
public final class TieredRetentionOption {
  private static final Pattern COLD = Pattern.compile("(\\d{1,5}):(\\w+)");

  @Mixin private RetentionOption keep = new RetentionOption();

  @Option(
      names = "--cold",
      paramLabel = "DAYS:POLICY",
      description =
          "Moves effects to the volume 'cold' of this storage policy after this many days.")
  private @Nullable String cold;

  /**
   * @throws BadInputException naming the option and what it needs
   */
  public Retention retention() {
    Retention retention = keep.retention();
    if (cold == null) {
      return retention;
    }
    Matcher parts = COLD.matcher(cold);
    if (!parts.matches()) {
      throw new BadInputException(
          "--cold %s is no days and policy such as 30:hot_and_cold".formatted(cold));
    }
    Duration after = Duration.ofDays(Integer.parseInt(parts.group(1)));
    try {
      return retention.withColdAfter(new Retention.Tier(parts.group(2), after));
    } catch (IllegalArgumentException e) {
      throw new BadInputException("--cold %s: %s".formatted(cold, e.getMessage()));
    }
  }
}
