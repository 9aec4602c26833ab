package io.hydrascope.benchmarks.chaos;

/** What goes wrong in a round. */
enum Fault {
  AGENT_KILLED("kill -9 of the agent; started again, it publishes its prompts from the first on"),
  BROKER_KILLED("kill -9 of the Kafka broker, started again"),
  TASK_MANAGER_KILLED("kill -9 of the TaskManager, another one started"),
  JOB_MANAGER_KILLED("kill -9 of the JobManager, started again, jobs resumed from checkpoints"),
  CLICKHOUSE_KILLED("kill -9 of ClickHouse, started again"),
  BROKER_AWAY("kill -9 of the Kafka broker, started again after 60 s"),
  CLICKHOUSE_AWAY("kill -9 of ClickHouse, started again after 60 s"),
  CLICKHOUSE_SLOW("ClickHouse behind a proxy that lets 64 KiB/s through for 30 s"),
  DISK_FULL("the disk of all parts filled to the last byte for 20 s");

  private final String description;

  Fault(String description) {
    this.description = description;
  }

  String description() {
    return description;
  }
}
