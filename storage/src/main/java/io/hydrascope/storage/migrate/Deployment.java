package io.hydrascope.storage.migrate;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the tables live, which decides how the tokens of a migration file are written out.
 *
 * <pre>
 * token                        single server      cluster c
 * {{on_cluster}}               (nothing)          ON CLUSTER 'c'
 * {{engine:MergeTree}}         MergeTree          ReplicatedMergeTree('/clickhouse/tables/{uuid}/{shard}', '{replica}')
 * {{engine:XMergeTree(a)}}     XMergeTree(a)      ReplicatedXMergeTree('/clickhouse/tables/{uuid}/{shard}', '{replica}', a)
 * </pre>
 *
 * The words in single braces are ClickHouse's macros.
 */
public sealed interface Deployment {
  /** One server that keeps everything. */
  record SingleServer() implements Deployment {}

  /**
   * Replicas of one shard.
   *
   * @param name as in the servers' {@code remote_servers}
   */
  record Cluster(String name) implements Deployment {
    public Cluster {
      if (!name.matches("[A-Za-z0-9_.-]+")) {
        throw new IllegalArgumentException("cluster='" + name + "' is no name of a cluster");
      }
    }
  }

  static Deployment singleServer() {
    return new SingleServer();
  }

  static Deployment cluster(String name) {
    return new Cluster(name);
  }

  /**
   * @throws MigrationException if a token is unknown
   */
  default String render(String sql) {
    Matcher matcher = Token.PATTERN.matcher(sql);
    return matcher.replaceAll(match -> Matcher.quoteReplacement(token(match.group(1))));
  }

  private String token(String token) {
    if (token.equals(Token.ON_CLUSTER)) {
      return onCluster();
    }
    Matcher engine = Token.ENGINE.matcher(token);
    if (engine.matches()) {
      return engine(engine.group(1), engine.group(2) == null ? "" : engine.group(2));
    }
    throw new MigrationException("unknown token {{" + token + "}} in a migration");
  }

  private String onCluster() {
    return this instanceof Cluster cluster ? " ON CLUSTER '" + cluster.name() + "'" : "";
  }

  private String engine(String name, String parameters) {
    if (this instanceof SingleServer) {
      return parameters.isEmpty() ? name : name + "(" + parameters + ")";
    }
    String replica = "'/clickhouse/tables/{uuid}/{shard}', '{replica}'";
    String all = parameters.isEmpty() ? replica : replica + ", " + parameters;
    return "Replicated" + name + "(" + all + ")";
  }

  /** What a migration file may contain between double braces. */
  final class Token {
    private static final Pattern PATTERN = Pattern.compile("\\{\\{([^}]*)}}");
    private static final Pattern ENGINE = Pattern.compile("engine:(\\w*MergeTree)(?:\\((.*)\\))?");
    private static final String ON_CLUSTER = "on_cluster";

    private Token() {}
  }
}
