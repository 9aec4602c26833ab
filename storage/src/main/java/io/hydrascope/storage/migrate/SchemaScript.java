package io.hydrascope.storage.migrate;

import java.util.ArrayList;
import java.util.List;

/** What brings an empty server to this program's tables, for an operator who runs it himself. */
public final class SchemaScript {
  private SchemaScript() {}

  /** Statements in order; afterwards a {@link Migrator} finds nothing left to do. */
  public static List<String> of(String database, Deployment deployment, Retention retention) {
    List<String> statements = new ArrayList<>();
    statements.add(deployment.render(Migrator.createDatabase(database)));
    statements.add("USE " + database);
    statements.add(deployment.render(Migrator.HISTORY).strip());
    for (Migration migration : Migrations.all()) {
      statements.addAll(migration.statements(deployment));
      statements.add(
          "INSERT INTO schema_migrations (version, name, checksum) VALUES (%d, '%s', '%s')"
              .formatted(migration.version(), migration.name(), migration.checksum()));
    }
    statements.addAll(new RetentionRules(retention, deployment).statements());
    return statements;
  }
}
