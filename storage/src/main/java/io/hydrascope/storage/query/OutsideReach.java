package io.hydrascope.storage.query;

import io.hydrascope.storage.ClickHouseEndpoint;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Functions by which a statement reads files, runs programs or calls servers, found in ClickHouse's
 * own reading of it. A server that checks no rights on them, and that nothing confines, must not be
 * asked such a statement by a reader.
 */
public final class OutsideReach {
  private static final Pattern FUNCTION = Pattern.compile("\\b(?:Function|TableFunction) (\\S+)");

  /** A statement's own FORMAT would be that of its tree, too: FORMAT Null would hide it. */
  private static final Pattern TREE = Pattern.compile("(?:Select|Show|Describe|Exists)\\w*");

  private static final Set<String> NAMES =
      Set.of(
          "arrowflight",
          "azureblobstorage",
          "catboostevaluate",
          "cluster",
          "clusterallreplicas",
          "deltalake",
          "executable",
          "file",
          "filecluster",
          "filesystem",
          "gcs",
          "hdfs",
          "hostname",
          "hudi",
          "iceberg",
          "icebergs3",
          "iceberglocal",
          "jdbc",
          "mongodb",
          "mysql",
          "odbc",
          "paimon",
          "postgresql",
          "redis",
          "remote",
          "remotesecure",
          "s3",
          "s3cluster",
          "sqlite",
          "url",
          "urlcluster",
          "ytsaurus");

  /** What begins with these reads a dictionary, whose source can be a program. */
  private static final String DICTIONARIES = "dict";

  private final SqlRunner runner;

  public OutsideReach(ClickHouseEndpoint endpoint) {
    runner = new SqlRunner(endpoint);
  }

  /**
   * @param why the server is not confined
   * @throws QueryException if the statement has such a function, or cannot be read
   */
  public void refuse(String statement, String why) throws IOException {
    ByteArrayOutputStream tree = new ByteArrayOutputStream();
    runner.run("EXPLAIN AST " + statement, "TabSeparatedRaw", tree);
    String text = tree.toString(StandardCharsets.UTF_8);
    if (!TREE.matcher(text).lookingAt()) {
      throw new QueryException(
          "the statement cannot be looked through for functions that reach outside, and nothing confines ClickHouse here: %s; leave out FORMAT and give --format"
              .formatted(why),
          null);
    }
    Matcher functions = FUNCTION.matcher(text);
    while (functions.find()) {
      String name = functions.group(1).toLowerCase(Locale.ROOT);
      if (NAMES.contains(name) || name.startsWith(DICTIONARIES)) {
        throw new QueryException(
            "%s() reaches outside of the tables, and nothing confines ClickHouse here: %s; leave it out, or run the platform where Linux has Landlock"
                .formatted(functions.group(1), why),
            null);
      }
    }
  }
}
