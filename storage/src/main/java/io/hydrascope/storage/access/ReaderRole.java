package io.hydrascope.storage.access;

import io.hydrascope.storage.migrate.Deployment;
import io.hydrascope.storage.query.NearestIndex;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * {@code hydrascope_reader}: reads the tables and views for people, changes nothing, and cannot
 * take the server away from the others.
 *
 * <p>A server with an access storage gets it as SQL. The embedded engine has none and gets it as a
 * file of users.xml.
 */
public final class ReaderRole {
  public static final String NAME = "hydrascope_reader";

  /** What may be read, and nothing else. */
  public static final List<String> READABLE =
      List.of(
          "revisions",
          "components",
          "prompts",
          "effects",
          "responses",
          "vectors",
          "running_metrics",
          "response_matrix",
          "shifts",
          "alerts",
          "replays",
          "latest_metrics",
          "fragile_components",
          "self_repair_by_layer",
          "open_alerts",
          "freshness");

  private ReaderRole() {}

  /** The tables and views by name, and the indexes of vectors, whose names follow from sites. */
  private static Stream<String> granted() {
    return Stream.concat(READABLE.stream(), Stream.of(NearestIndex.TABLES));
  }

  /**
   * Statements for a server, each of which can run again. A client cannot raise a limit: {@code
   * readonly} forbids it to change settings.
   */
  public static List<String> sql(String database, ReaderLimits limits, Deployment deployment) {
    List<String> statements = new ArrayList<>();
    statements.add("CREATE ROLE IF NOT EXISTS " + NAME + "{{on_cluster}}");
    granted()
        .map(table -> "GRANT{{on_cluster}} SELECT ON %s.%s TO %s".formatted(database, table, NAME))
        .forEach(statements::add);
    String settings =
        limits.settings().entrySet().stream()
            .map(limit -> "%s = '%s' CONST".formatted(limit.getKey(), limit.getValue()))
            .collect(Collectors.joining(", "));
    statements.add(
        "CREATE SETTINGS PROFILE OR REPLACE %s{{on_cluster}} SETTINGS readonly = 1 CONST, %s TO %s"
            .formatted(NAME, settings, NAME));
    statements.add(
        "CREATE QUOTA OR REPLACE %s{{on_cluster}} KEYED BY user_name FOR INTERVAL 1 hour MAX queries = %d TO %s"
            .formatted(NAME, limits.queriesPerHour(), NAME));
    return statements.stream().map(deployment::render).toList();
  }

  /**
   * A file for {@code users.d}: profile, quota and grants of the user, who is defined elsewhere.
   */
  public static String usersXml(String database, ReaderLimits limits) {
    String grants =
        granted()
            .map(
                table ->
                    "        <query>GRANT SELECT ON %s.%s</query>\n".formatted(database, table))
            .collect(Collectors.joining());
    String settings =
        limits.settings().entrySet().stream()
            .map(limit -> "      <%1$s>%2$s</%1$s>\n".formatted(limit.getKey(), limit.getValue()))
            .collect(Collectors.joining());
    return """
        <clickhouse>
          <profiles>
            <%1$s>
              <readonly>1</readonly>
        %2$s    </%1$s>
          </profiles>
          <quotas>
            <%1$s><interval><duration>3600</duration><queries>%3$d</queries></interval></%1$s>
          </quotas>
          <users>
            <%1$s>
              <profile replace="replace">%1$s</profile>
              <quota replace="replace">%1$s</quota>
              <grants replace="replace">
        %4$s      </grants>
            </%1$s>
          </users>
        </clickhouse>
        """
        .formatted(NAME, settings, limits.queriesPerHour(), grants);
  }
}
