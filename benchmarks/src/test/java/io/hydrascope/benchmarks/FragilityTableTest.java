package io.hydrascope.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FragilityTableTest {
  @Test
  void ofSweep_rowsOfPositions_areAveragedAndKeptByAFile(@TempDir Path folder) throws IOException {
    Path rows = folder.resolve("rows.jsonl");
    Files.writeString(
        rows,
        """
        {"prompt_id":"a","position":0,"component":"L0H0","logprob_drop":1.0,"kl":9}
        {"prompt_id":"a","position":1,"component":"L0H0","logprob_drop":2.0}
        {"prompt_id":"a","position":0,"component":"L0H1","logprob_drop":-4.0}
        {"prompt_id":"b","position":0,"component":"L0H0","logprob_drop":0.123456789}
        {"prompt_id":"b","position":0,"component":"L0H1","logprob_drop":0}
        """);
    Path file = folder.resolve("table.csv.gz");
    FragilityTable.ofSweep(rows).write(file);
    FragilityTable table = FragilityTable.read(file);
    assertThat(table.prompts()).containsExactly("a", "b");
    assertThat(table.components()).containsExactly("L0H0", "L0H1");
    assertThat(table.values()[0]).containsExactly(1.5, -4);
    assertThat(table.values()[1]).containsExactly(0.123457, 0);
    assertThat(table.means()[1]).isCloseTo(-2, within(1e-12));
  }

  @Test
  void ofSweep_missingRow_isNamed(@TempDir Path folder) throws IOException {
    Path rows = folder.resolve("rows.jsonl");
    Files.writeString(
        rows,
        """
        {"prompt_id":"a","position":0,"component":"L0H0","logprob_drop":1.0}
        {"prompt_id":"b","position":0,"component":"L0H1","logprob_drop":1.0}
        """);
    assertThatThrownBy(() -> FragilityTable.ofSweep(rows)).hasMessageContaining("L0H1");
  }
}
