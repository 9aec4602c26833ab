package io.hydrascope.platform;

import io.hydrascope.agent.progress.Progress;
import io.hydrascope.storage.migrate.Deployment;
import io.hydrascope.storage.migrate.Migrator;
import io.hydrascope.storage.migrate.Retention;
import java.util.List;

/** The tables and topics that jobs expect. */
public final class Preparation {
  private Preparation() {}

  /** Creates what is missing, with the standard retention. */
  public static void of(PlatformJobs jobs, Progress progress) throws InterruptedException {
    of(jobs, Retention.STANDARD, progress);
  }

  /** Creates what is missing. */
  public static void of(PlatformJobs jobs, Retention retention, Progress progress)
      throws InterruptedException {
    List<String> applied =
        new Migrator(jobs.clickHouse(), Deployment.singleServer(), retention).migrate();
    KafkaTopics.create(jobs.kafka());
    progress.say("%-10s %d migrations applied, topics ready".formatted("tables", applied.size()));
  }
}
