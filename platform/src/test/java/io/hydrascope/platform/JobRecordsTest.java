package io.hydrascope.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hydrascope.jobs.streams.Job;
import io.hydrascope.schemas.text.BadInputException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;
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

  @Test
  void newestCheckpoint_truncated_isRefusedWithFileCauseAndWayOut() throws IOException {
    records.remember("compensation", "aa");
    complete("aa", 3);
    Path newest = complete("aa", 4);
    Files.write(newest, Arrays.copyOf(Files.readAllBytes(newest), 12));
    assertThatThrownBy(() -> records.newestCheckpoint("compensation"))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining(newest + " of the job 'compensation' is damaged, 12 bytes")
        .hasMessageContaining("./hydrascope replay")
        .hasMessageNotContaining("\n");
  }

  @Test
  void newestCheckpoint_damagedRecords_namesTheFileAndTheWayOut() throws IOException {
    Path file = folder.resolve("jobs.json");
    Files.writeString(file, "{\"compensation\": [\"aa");
    assertThatThrownBy(() -> records.newestCheckpoint("compensation"))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining(file + " is damaged, 21 bytes")
        .hasMessageContaining("take it from a copy")
        .hasMessageNotContaining("\n");
  }

  private Path complete(String id, int number) throws IOException {
    Path checkpoint = folder.resolve("checkpoints").resolve(id).resolve("chk-" + number);
    Files.createDirectories(checkpoint);
    Path metadata = checkpoint.resolve("_metadata");
    try (OutputStream out = Files.newOutputStream(metadata)) {
      Checkpoints.storeCheckpointMetadata(
          new CheckpointMetadata(number, List.of(), List.of()), out);
    }
    return metadata;
  }
}
