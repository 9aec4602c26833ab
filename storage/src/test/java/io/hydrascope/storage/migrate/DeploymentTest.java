package io.hydrascope.storage.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class DeploymentTest {
  private static final String SQL =
      "CREATE TABLE t{{on_cluster}} (a Int8) ENGINE = {{engine:ReplacingMergeTree(a)}} ORDER BY a";

  @Test
  void render_singleServer_leavesTheEngine() {
    assertThat(Deployment.singleServer().render(SQL))
        .isEqualTo("CREATE TABLE t (a Int8) ENGINE = ReplacingMergeTree(a) ORDER BY a");
  }

  @Test
  void render_cluster_replicates() {
    assertThat(Deployment.cluster("c").render(SQL))
        .isEqualTo(
            "CREATE TABLE t ON CLUSTER 'c' (a Int8) ENGINE ="
                + " ReplicatedReplacingMergeTree('/clickhouse/tables/{uuid}/{shard}', '{replica}', a)"
                + " ORDER BY a");
  }

  @Test
  void render_unknownToken_fails() {
    assertThatThrownBy(() -> Deployment.singleServer().render("{{engnie:MergeTree}}"))
        .isInstanceOf(MigrationException.class)
        .hasMessageContaining("engnie:MergeTree");
  }
}
