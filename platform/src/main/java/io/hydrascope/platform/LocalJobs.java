package io.hydrascope.platform;

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
  private final EmbeddedFlink flink;
  private final List<SubmittedJob> submitted;

  private LocalJobs(EmbeddedFlink flink, List<SubmittedJob> submitted) {
    this.flink = flink;
    this.submitted = submitted;
  }

  /**
   * @param restPort of Flink; 0 chooses a free one
   */
  public static LocalJobs start(Path data, Path jobJar, PlatformJobs jobs, int restPort)
      throws Exception {
    PlatformDirectory directory = PlatformDirectory.create(data);
    EmbeddedFlink flink =
        EmbeddedFlink.start(FlinkSettings.in(directory.flink()).withRestPort(restPort));
    try {
      return new LocalJobs(flink, submit(jobs, flink, directory, jobJar));
    } catch (Exception e) {
      flink.close();
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
    return new JobStarter(flink.restUrl(), flink.checkpoints(), data, jobJar).startAll(jobs);
  }

  public List<SubmittedJob> submitted() {
    return submitted;
  }

  public URI flinkRestUrl() {
    return flink.restUrl();
  }

  @Override
  public void close() {
    flink.close();
  }
}
