package io.hydrascope.cli.operate;

import io.hydrascope.cli.options.TieredRetentionOption;
import io.hydrascope.schemas.text.BadInputException;
import io.hydrascope.schemas.text.JsonText;
import io.hydrascope.storage.ClickHouseEndpoint;
import io.hydrascope.storage.access.ReaderLimits;
import io.hydrascope.storage.access.ReaderRole;
import io.hydrascope.storage.migrate.Deployment;
import io.hydrascope.storage.migrate.SchemaScript;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code hydrascope schema}. */
@Command(
    name = "schema",
    description = {
      "Prints the tables, views, retention and reader role as SQL for your own ClickHouse.",
      "The command executes nothing. On a single server, jobs creates the tables itself, but you always create the role."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  ./hydrascope schema > hydrascope.sql                                  input for clickhouse-client --multiquery",
      "  ./hydrascope schema --cluster main --keep effects=30                  for for replicas of one shard",
      "  ./hydrascope schema --cold 30:hot_and_cold                            moves effects to another volume",
      "  ./hydrascope schema --json                                            lists lists the statements one by one",
      "",
      "Give jobs the same --keep and --cold, or it alters the tables."
    })
public final class SchemaCommand implements Callable<Integer> {
  private static final String NOT_RUN =
      "Nothing was executed. The role's statements have only been parsed: the embedded engine has no roles.";
  private static final String UNVERIFIED =
      " The cluster's form has only been rendered and parsed: replication itself is unverified.";

  @Option(
      names = "--cluster",
      paramLabel = "NAME",
      description =
          "Creates replicated tables ON this CLUSTER, as named in remote_servers of the servers.")
  private @Nullable String cluster;

  @Option(names = "--json", description = "Prints the statements as one JSON document.")
  private boolean json;

  @Mixin private TieredRetentionOption keep = new TieredRetentionOption();

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the spec
  SchemaCommand() {}

  /** As {@code --json} prints it. */
  private record Script(String note, List<String> statements) {}

  @Override
  public Integer call() {
    String database = ClickHouseEndpoint.DATABASE;
    Deployment deployment = deployment();
    List<String> statements =
        new ArrayList<>(SchemaScript.of(database, deployment, keep.retention()));
    statements.addAll(ReaderRole.sql(database, ReaderLimits.STANDARD, deployment));
    Script script = new Script(cluster == null ? NOT_RUN : NOT_RUN + UNVERIFIED, statements);
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(JsonText.of(script));
    } else {
      out.println("-- " + script.note());
      script.statements().forEach(statement -> out.println("\n" + statement + ";"));
    }
    out.flush();
    return 0;
  }

  private Deployment deployment() {
    try {
      return cluster == null ? Deployment.singleServer() : Deployment.cluster(cluster);
    } catch (IllegalArgumentException e) {
      throw new BadInputException("--cluster %s: %s".formatted(cluster, e.getMessage()));
    }
  }
}
