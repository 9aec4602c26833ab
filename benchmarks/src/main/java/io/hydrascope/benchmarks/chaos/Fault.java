package io.hydrascope.benchmarks.chaos;

/** What goes wrong in a round. */
enum Fault {
  AGENT_KILLED("kill -9 of the agent; started again, it publishes its prompts from the first on"),
  KAFKA_KILLED("kill -9 of Kafka"),
  TASK_MANAGER_KILLED("kill -9 of the TaskManager"),
  JOB_MANAGER_KILLED("kill -9 of the JobManager"),
  CLICKHOUSE_KILLED("kill -9 of ClickHouse"),
  UP_KILLED("kill -9 of up itself, started again at once"),
  DISK_FULL("the disk of all parts filled to the last byte for 20 s");

  private final String description;

  Fault(String description) {
    this.description = description;
  }

  String description() {
    return description;
  }
}
