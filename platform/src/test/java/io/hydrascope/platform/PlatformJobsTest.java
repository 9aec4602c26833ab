package io.hydrascope.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.hydrascope.schemas.text.BadInputException;
import io.hydrascope.storage.ClickHouseEndpoint;
import io.hydrascope.testkit.flink.TestingJobGraph;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlatformJobsTest {
  private static final JobSettings SETTINGS =
      new JobSettings("14d", "2h", 20, 30, 0.5, 10, 120, 60);
  private static final PlatformJobs JOBS =
      PlatformJobs.told(
          "localhost:1", new ClickHouseEndpoint("http://localhost:1", "u", "p", "hydrascope"), 2);

  private static final String EVERY =
      "--dedup-horizon 14d --max-clock-skew-seconds 120 --keep-effects-days 60";

  @TempDir private Path data;

  @Test
  void all_settings_tellEachJobItsOwnAndEachTakesThem() {
    assertThat(JOBS.with(SETTINGS).all())
        .extracting(told -> told.job().name(), told -> settingsIn(told.arguments()))
        .containsExactly(
            tuple(
                "hydrascope compensation",
                EVERY + " --allowed-lateness-minutes 20 --metrics-horizon-days 30"),
            tuple("hydrascope archive", EVERY + " --responses-rate 0.5"),
            tuple("hydrascope shifts", EVERY + " --pair-horizon 2h --group-wait-seconds 10"));
    for (PlatformJobs.Told told : JOBS.with(SETTINGS).all()) {
      assertThat(
              TestingJobGraph.of(environment -> told.job().build(environment, told.arguments()))
                  .operators())
          .isNotEmpty();
    }
  }

  /** What follows the arguments of every job, but for the rules. */
  private static String settingsIn(List<String> arguments) {
    int first = arguments.indexOf("--parallelism") + 2;
    int rules = arguments.indexOf("--rules");
    return String.join(" ", arguments.subList(first, rules < 0 ? arguments.size() : rules));
  }

  @Test
  void all_nothingGiven_leavesTheDefaultsToTheJobs() {
    assertThat(JOBS.compensation().arguments()).endsWith("--parallelism", "2");
  }

  @Test
  void directory_settings_areReadBack() throws Exception {
    PlatformDirectory directory = new PlatformDirectory(data);
    assertThat(directory.jobSettings()).isEqualTo(JobSettings.DEFAULTS);
    JobSettings some = new JobSettings("14d", null, null, null, 0.25, null, 30, null);
    directory.write(some);
    assertThat(directory.jobSettings()).isEqualTo(some);
  }

  @Test
  void settings_noNumber_isRefused() {
    assertThatThrownBy(() -> new JobSettings(null, null, null, null, Double.NaN, null, null, null))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("--responses-rate NaN must be 0 to 1");
  }
}
