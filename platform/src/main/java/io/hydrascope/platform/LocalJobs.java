package io.hydrascope.platform;

import io.hydrascope.embedded.DirectoryLock;
import io.hydrascope.embedded.EmbeddedFlink;
import io.hydrascope.embedded.FlinkSettings;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/**
 * The platform's jobs on a Flink of this machine, for a Kafka and a ClickHouse that run elsewhere;
 * they resume where an earlier run on the same directory ended.
 */
public final class LocalJobs implements AutoCloseable {
  private final DirectoryLock lock;
  private final EmbeddedFlink flink;
  private final List<SubmittedJob> submitted;

  private LocalJobs(DirectoryLock lock, EmbeddedFlink flink, List<SubmittedJob> submitted) {
    this.lock = lock;
    this.flink = flink;
    this.submitted = submitted;
  }

  /**
   * @param restPort of Flink; 0 chooses a free one
   */
  public static LocalJobs start(Path data, Path jobJar, PlatformJobs jobs, int restPort)
      throws Exception {
    PlatformDirectory directory = PlatformDirectory.create(data);
    DirectoryLock lock = directory.lock();
    EmbeddedFlink flink;
    try {
      flink = EmbeddedFlink.start(FlinkSettings.in(directory.flink()).withRestPort(restPort));
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
    try {
      return new LocalJobs(lock, flink, submit(jobs, flink, directory, jobJar));
    } catch (Exception e) {
      flink.close();
      lock.close();
      throw e;
    }
  }

  /**
   * Each job from its newest checkpoint.
   *
   * @param data where the ids under which jobs ran are kept
   */
  public static List<SubmittedJob> submit(
      PlatformJobs jobs, EmbeddedFlink flink, PlatformDirectory data, Path jobJar)
      throws Exception {
    return new JobStarter(flink.access(), flink.checkpoints(), data, jobJar).startAll(jobs);
  }

  public List<SubmittedJob> submitted() {
    return submitted;
  }

  public URI flinkRestUrl() {
    return flink.restUrl();
  }

  @Override
  public void close() {
    try {
      flink.close();
    } finally {
      lock.close();
    }
  }
}
