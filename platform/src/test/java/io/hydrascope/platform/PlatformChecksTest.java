package io.hydrascope.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.hydrascope.platform.watch.Finding;
import io.hydrascope.storage.query.TableSize;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PlatformChecksTest {

  @Test
  void unread_severalGroups_isASentence() {
    assertThat(
            PlatformChecks.unread(new TreeMap<>(Map.of("hydrascope-a", 0L, "hydrascope-b", 1200L))))
        .isEqualTo("hydrascope-a has 0, hydrascope-b has 1,200 unread");
  }

  @Test
  void unread_noGroup_saysSo() {
    assertThat(PlatformChecks.unread(Map.of())).isEqualTo("no job has read yet");
  }

  @Test
  void sizes_fewParts_areListed() {
    Finding finding =
        PlatformChecks.sizes(
            List.of(
                new TableSize("effects", 1_200, 5L << 20, 7, 7),
                new TableSize("alerts", 1, 900, 1, 1)));

    assertThat(finding.state()).isEqualTo(Finding.State.OK);
    assertThat(finding.found())
        .isEqualTo("effects 1,200 rows, 5 MB in 7 parts; alerts 1 row, 0 MB in 1 part");
  }

  @Test
  void sizes_manyPartsInAPartition_areAProblem() {
    Finding finding = PlatformChecks.sizes(List.of(new TableSize("effects", 9, 9, 400, 350)));

    assertThat(finding.state()).isEqualTo(Finding.State.PROBLEM);
    assertThat(finding.advice()).contains("1,000 parts");
  }
}
