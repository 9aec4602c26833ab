package io.hydrascope.cli;

import io.hydrascope.agent.progress.Progress;
import io.hydrascope.agent.progress.Terminal;
import io.hydrascope.cli.options.ClickHouseOption;
import io.hydrascope.cli.options.DataOption;
import io.hydrascope.platform.ReadAccess;
import io.hydrascope.storage.ClickHouseEndpoint;
import io.hydrascope.storage.query.SqlRunner;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hydrascope sql}. */
@Command(
    name = "sql",
    description = {
      "Runs one read-only SQL query on the stored captures.",
      "The query goes to the platform that runs on --data. If none runs there, the command starts ClickHouse on that directory."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  ./hydrascope sql \"SELECT * FROM fragile_components LIMIT 5\"",
      "  ./hydrascope sql --format CSVWithNames \"SELECT component, self_repair FROM effects\" > rows.csv",
      "  ./hydrascope sql --clickhouse http://reader:secret@clickhouse.example:8123 \"SHOW TABLES\""
    })
public final class SqlCommand implements Callable<Integer> {
  private static final String TABLE_FORMAT = "PrettyCompactMonoBlock";
  private static final String PLAIN_FORMAT = "TabSeparatedWithNames";
  private static final String JSON_FORMAT = "JSONEachRow";

  @Parameters(paramLabel = "\"SELECT …\"", description = "One SQL statement that only reads.")
  private String statement = "";

  @Option(
      names = "--format",
      paramLabel = "NAME",
      description =
          "Names any output format of ClickHouse. Default: a table on a terminal, tab-separated text elsewhere")
  private @Nullable String format;

  @Option(
      names = "--json",
      description = "Prints one JSON object per row. It is short for --format JSONEachRow.")
  private boolean json;

  @Mixin private DataOption data = new DataOption();

  @Mixin private ClickHouseOption clickHouse = new ClickHouseOption();

  @Override
  public Integer call() throws Exception {
    // Not closed: standard output belongs to the process.
    OutputStream out = new BufferedOutputStream(new FileOutputStream(FileDescriptor.out));
    Optional<ClickHouseEndpoint> server = clickHouse.endpoint();
    if (server.isPresent()) {
      try (Progress progress = Progress.ofThisProcess()) {
        progress.await("waiting for the answer");
        new SqlRunner(server.get()).run(statement, outputFormat(), out);
      }
      return 0;
    }
    try (Progress progress = Progress.ofThisProcess();
        ReadAccess reader = ReadAccess.of(data.directory(), progress)) {
      progress.await("waiting for the answer");
      reader.run(statement, outputFormat(), out);
    }
    return 0;
  }

  private String outputFormat() {
    if (format != null) {
      return format;
    }
    if (json) {
      return JSON_FORMAT;
    }
    return Terminal.isStdout() ? TABLE_FORMAT : PLAIN_FORMAT;
  }
}
