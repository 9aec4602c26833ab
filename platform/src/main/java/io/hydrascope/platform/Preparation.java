package io.hydrascope.platform;

import io.hydrascope.agent.progress.Progress;
import io.hydrascope.storage.migrate.Deployment;
import io.hydrascope.storage.migrate.Migrator;
import io.hydrascope.storage.migrate.Retention;
import java.util.List;
import java.util.Optional;

/** The tables and topics that jobs expect. */
public final class Preparation {
  private Preparation() {}

  /** Creates what is missing, with the standard retention. */
  public static void of(PlatformJobs jobs, Progress progress) throws InterruptedException {
    of(jobs, Retention.STANDARD, progress);
  }

  /** Creates what is missing; topics end by age alone. */
  public static void of(PlatformJobs jobs, Retention retention, Progress progress)
      throws InterruptedException {
    of(jobs, retention, Optional.empty(), progress);
  }

  /**
   * Creates what is missing.
   *
   * @param bytes at which topics end as well
   */
  public static void of(
      PlatformJobs jobs, Retention retention, Optional<TopicBytes> bytes, Progress progress)
      throws InterruptedException {
    List<String> applied =
        new Migrator(jobs.clickHouse(), Deployment.singleServer(), retention).migrate();
    KafkaTopics.create(jobs.kafka(), bytes);
    progress.say("%-10s %d migrations applied, topics ready".formatted("tables", applied.size()));
  }
}
