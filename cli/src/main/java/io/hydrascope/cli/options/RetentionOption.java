package io.hydrascope.cli.options;

import io.hydrascope.schemas.text.BadInputException;
import io.hydrascope.storage.migrate.RetainedRows;
import io.hydrascope.storage.migrate.Retention;
import java.time.Duration;
import java.util.Map;
import picocli.CommandLine.Option;

/** How long rows stay in the tables, from this start on. */
public final class RetentionOption {
  @Option(
      names = "--keep",
      split = ",",
      paramLabel = "ROWS=DAYS",
      description = {
        "Sets for how many days rows are stored.",
        "ROWS is effects, responses, vectors, shifts, or the window 1m, 1h or 1d of the running metrics.",
        "Default: effects=90,responses=7,vectors=7,shifts=90,1m=7,1h=90,1d=730"
      })
  private Map<String, Integer> days = Map.of();

  /**
   * @throws BadInputException naming the rows and what they need
   */
  public Retention retention() {
    Retention retention = Retention.STANDARD;
    for (Map.Entry<String, Integer> each : days.entrySet()) {
      try {
        retention =
            retention.with(RetainedRows.parse(each.getKey()), Duration.ofDays(each.getValue()));
      } catch (IllegalArgumentException e) {
        throw new BadInputException(
            "--keep %s=%d: %s".formatted(each.getKey(), each.getValue(), e.getMessage()));
      }
    }
    return retention;
  }
}
