package io.hydrascope.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hydrascope.jobs.streams.Job;
import io.hydrascope.schemas.text.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobRecordsTest {
  @TempDir Path folder;
  private JobRecords records;

  @BeforeEach
  void setUp() {
    records = new JobRecords(folder.resolve("jobs.json"), folder.resolve("checkpoints"));
  }

  @Test
  void newestCheckpoint_neverRan_isEmpty() throws IOException {
    assertThat(records.newestCheckpoint("compensation")).isEmpty();
  }

  @Test
  void newestCheckpoint_several_isTheHighestCompleteNumber() throws IOException {
    records.remember("compensation", "aa");
    complete("aa", 9);
    complete("aa", 10);
    Files.createDirectories(folder.resolve("checkpoints/aa/chk-11"));
    assertThat(records.newestCheckpoint("compensation")).get().asString().contains("aa/chk-10");
  }

  @Test
  void newestCheckpoint_lastRunHasNone_isTheOneBefore() throws IOException {
    records.remember("compensation", "aa");
    complete("aa", 3);
    records.remember("compensation", "bb");
    records.remember("shifts", "cc");
    assertThat(records.newestCheckpoint("compensation")).get().asString().contains("aa/chk-3");
    assertThat(records.newestCheckpoint("shifts")).isEmpty();
  }

  @Test
  void newestCheckpoint_ofAnotherLayout_isRefusedInOneLineWithTheWayOut() throws IOException {
    records.remember("compensation", "aa");
    complete("aa", 3);
    Files.delete(folder.resolve("state-layout")); // as before there were several
    assertThatThrownBy(() -> records.newestCheckpoint("compensation"))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("layout=1, this program reads " + Job.STATE_LAYOUT)
        .hasMessageContaining("start on another data directory")
        .hasMessageNotContaining("\n");
    assertThat(records.newestCheckpoint("shifts")).isEmpty();
  }

  private void complete(String id, int number) throws IOException {
    Path checkpoint = folder.resolve("checkpoints").resolve(id).resolve("chk-" + number);
    Files.createDirectories(checkpoint);
    Files.createFile(checkpoint.resolve("_metadata"));
  }
}
