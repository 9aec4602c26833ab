package io.hydrascope.embedded;

import java.nio.file.Path;

/** The server's configuration, users and credentials as files in its data directory. */
record ClickHouseFiles(DataDirectory directory, int httpPort, ClickHouseSettings settings) {
  private static final String CONFIG =
      """
      <clickhouse>
        <!-- The console's own level: clickhouse-local overrides the general one. -->
        <logger><console>1</console><console_log_level>warning</console_log_level></logger>
        <listen_host>127.0.0.1</listen_host>
        <http_port>%d</http_port>
        <path>%s</path>
        <tmp_path>%s</tmp_path>
        <users_config>%s</users_config>
        <timezone>UTC</timezone>
        <!-- Shutdown waits for idle connections. -->
        <keep_alive_timeout>1</keep_alive_timeout>
        <max_server_memory_usage>%d</max_server_memory_usage>
        <mark_cache_size>67108864</mark_cache_size>
        <uncompressed_cache_size>0</uncompressed_cache_size>
        <index_mark_cache_size>16777216</index_mark_cache_size>
        <primary_index_cache_size>67108864</primary_index_cache_size>
        <compiled_expression_cache_size>16777216</compiled_expression_cache_size>
        <background_pool_size>2</background_pool_size>
        <background_merges_mutations_concurrency_ratio>2</background_merges_mutations_concurrency_ratio>
        <background_schedule_pool_size>4</background_schedule_pool_size>
        <background_common_pool_size>2</background_common_pool_size>
        <background_move_pool_size>1</background_move_pool_size>
        <background_fetches_pool_size>1</background_fetches_pool_size>
        <access_control_improvements>
          <select_from_system_db_requires_grant>true</select_from_system_db_requires_grant>
          <select_from_information_schema_requires_grant>true</select_from_information_schema_requires_grant>
        </access_control_improvements>
      %s</clickhouse>
      """;

  /** A policy's first volume must have the name and disk of the policy that tables begin with. */
  private static final String TIERS =
      """
        <storage_configuration>
          <disks><cold><type>local</type><path>%1$s</path></cold></disks>
          <policies><%2$s><volumes>
            <default><disk>default</disk></default>
            <cold><disk>cold</disk></cold>
          </volumes></%2$s></policies>
        </storage_configuration>
      """;

  /**
   * {@code default} is the launcher's own session and has no password: it holds the only session it
   * may have, so every login over HTTP as {@code default} is refused.
   */
  private static final String USERS =
      """
      <clickhouse>
        <profiles>
          <default>
            <async_insert>0</async_insert>
            <query_profiler_real_time_period_ns>0</query_profiler_real_time_period_ns>
            <query_profiler_cpu_time_period_ns>0</query_profiler_cpu_time_period_ns>
          </default>
          <launcher><max_sessions_for_user>1</max_sessions_for_user></launcher>
          <reader>
            <readonly>1</readonly>
          </reader>
        </profiles>
        <quotas><default/></quotas>
        <users>
          <default>
            <password></password>
            <networks><ip>127.0.0.1</ip></networks>
            <profile>launcher</profile>
            <quota>default</quota>
            <grants>
              <query>GRANT SYSTEM LISTEN ON *.*</query>
              <query>GRANT READ ON FILE</query>
              <query>GRANT CREATE TEMPORARY TABLE ON *.*</query>
            </grants>
          </default>
          <hydrascope>
            <password_sha256_hex>%s</password_sha256_hex>
            <networks><ip>127.0.0.1</ip></networks>
            <profile>default</profile>
            <quota>default</quota>
            <access_management>1</access_management>
            <named_collection_control>1</named_collection_control>
          </hydrascope>
          <hydrascope_reader>
            <password_sha256_hex>%s</password_sha256_hex>
            <networks><ip>127.0.0.1</ip></networks>
            <profile>reader</profile>
            <quota>default</quota>
            <grants>
              <query>GRANT SELECT ON hydrascope.*</query>
            </grants>
          </hydrascope_reader>
        </users>
      </clickhouse>
      """;

  /** Returns the configuration's path. */
  Path write(ClickHouseLogins logins) {
    Path users = directory.resolve("users.xml");
    PrivateFile.write(
        users,
        USERS.formatted(
            ClickHouseLogins.sha256(logins.owner()), ClickHouseLogins.sha256(logins.reader())));
    PrivateFile.write(directory.resolve("credentials"), credentials(logins));
    Path config = directory.resolve("config.xml");
    String text =
        CONFIG.formatted(
            httpPort,
            xml(directory.resolve("data")) + "/",
            xml(directory.resolve("tmp")) + "/",
            xml(users),
            (long) settings.memoryMegabytes() << 20,
            settings.coldDirectory().map(ClickHouseFiles::tiers).orElse(""));
    PrivateFile.write(config, text);
    return config;
  }

  private static String tiers(Path cold) {
    return TIERS.formatted(xml(cold) + "/", ClickHouseSettings.TIERED_POLICY);
  }

  private static String credentials(ClickHouseLogins logins) {
    return "%s=%s\n%s=%s\n"
        .formatted(
            logins.owner().user(),
            logins.owner().password(),
            logins.reader().user(),
            logins.reader().password());
  }

  private static String xml(Path path) {
    return path.toString().replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
