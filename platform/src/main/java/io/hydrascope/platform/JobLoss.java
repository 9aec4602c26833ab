package io.hydrascope.platform;

/** What may not reach the tables, and what is said of it. */
enum JobLoss {
  /** Messages that Kafka deleted before a job read them. */
  DELETED(
      "dropped",
      "no message was deleted unread",
      "%s lost %,d messages: Kafka deleted them before it read them",
      "give more with --topic-bytes, or see what holds the job up with top"),
  /** Rows that ClickHouse refused and that lie with the dead letters. */
  SET_ASIDE(
      "refused",
      "ClickHouse refused no row",
      "%s set aside %,d rows that ClickHouse refused",
      "see them with dead-letters list --reason block_refused, and insert them with retry");

  private final String check;
  private final String none;
  private final String some;
  private final String advice;

  JobLoss(String check, String none, String some, String advice) {
    this.check = check;
    this.none = none;
    this.some = some;
    this.advice = advice;
  }

  String check() {
    return check;
  }

  String none() {
    return none;
  }

  String some(String job, long number) {
    return some.formatted(job, number);
  }

  String advice() {
    return advice;
  }
}
