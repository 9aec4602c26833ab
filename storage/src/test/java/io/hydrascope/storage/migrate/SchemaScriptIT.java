package io.hydrascope.storage.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import io.hydrascope.storage.ClickHouseSession;
import io.hydrascope.storage.TestingClickHouse;
import io.hydrascope.storage.TestingDatabase;
import io.hydrascope.storage.access.ReaderLimits;
import io.hydrascope.storage.access.ReaderRole;
import io.hydrascope.storage.query.SqlText;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(TestingClickHouse.class)
class SchemaScriptIT {
  private static final Deployment CLUSTER = Deployment.cluster("main");

  @Test
  void of_singleServer_leavesTheMigratorNothing(TestingDatabase database) throws Exception {
    List<String> script =
        SchemaScript.of(
            database.endpoint().database(), Deployment.singleServer(), Retention.STANDARD);
    try (Connection connection = ClickHouseSession.openServer(database.endpoint());
        Statement statement = connection.createStatement()) {
      for (String sql : script) {
        statement.execute(sql);
      }
    }

    assertThat(new Migrator(database.endpoint(), Deployment.singleServer()).migrate()).isEmpty();
    try (Connection connection = ClickHouseSession.open(database.endpoint());
        MigrationLock lock = MigrationLock.acquire(connection, Duration.ofMinutes(1))) {
      assertThat(
              new RetentionRules(Retention.STANDARD, Deployment.singleServer())
                  .apply(connection, lock))
          .isEmpty();
    }
    assertThat(database.lines("SHOW TABLES")).contains("effects", "latest_metrics");
  }

  @Test
  void of_cluster_isReplicatedOnAllAndParses(TestingDatabase given) throws Exception {
    TestingDatabase database = given.emptied();
    Retention tiered =
        Retention.STANDARD.withColdAfter(new Retention.Tier("tiered", Duration.ofDays(30)));
    for (String statement : SchemaScript.of("hydrascope", CLUSTER, tiered)) {
      assertThat(statement).doesNotContain("{{");
      // Rows reach the other replicas by themselves.
      if (!statement.contains("INSERT INTO") && !statement.startsWith("USE ")) {
        assertThat(statement).contains("ON CLUSTER 'main'");
      }
      if (statement.contains("ENGINE =")) {
        assertThat(statement)
            .contains("Replicated")
            .contains("'/clickhouse/tables/{uuid}/{shard}', '{replica}'");
      }
      assertParses(database, statement);
    }
  }

  @Test
  void role_eitherDeployment_parses(TestingDatabase given) throws Exception {
    TestingDatabase database = given.emptied();
    List<String> cluster = ReaderRole.sql("hydrascope", ReaderLimits.STANDARD, CLUSTER);
    assertThat(cluster).allMatch(statement -> statement.contains("ON CLUSTER 'main'"));
    List<String> single =
        ReaderRole.sql("hydrascope", ReaderLimits.STANDARD, Deployment.singleServer());
    for (String statement : Stream.concat(cluster.stream(), single.stream()).toList()) {
      assertParses(database, statement);
    }
  }

  private static void assertParses(TestingDatabase database, String statement) {
    assertThat(database.lines("SELECT formatQuerySingleLine(" + SqlText.literal(statement) + ")"))
        .as(statement)
        .hasSize(1);
  }
}
