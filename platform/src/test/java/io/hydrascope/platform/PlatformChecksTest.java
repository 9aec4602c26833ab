package io.hydrascope.platform;

import static org.assertj.core.api.Assertions.assertThat;

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
}
