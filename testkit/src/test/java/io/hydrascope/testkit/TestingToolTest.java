package io.hydrascope.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.opentest4j.TestAbortedException;

class TestingToolTest {
  private static final List<String> NAMES = List.of("chromium", "google-chrome");

  @Test
  void requireFound_toolOnThePath_isGiven() {
    Path tool = Path.of("/usr/bin/chromium");

    assertThat(TestingTool.requireFound(Optional.of(tool), "true", "chromium", NAMES))
        .isEqualTo(tool);
  }

  @Test
  void requireFound_missingOnSomebodysMachine_skipsNamingThePackage() {
    assertThatThrownBy(() -> TestingTool.requireFound(Optional.empty(), null, "chromium", NAMES))
        .isInstanceOf(TestAbortedException.class)
        .hasMessageContaining("[chromium, google-chrome]")
        .hasMessageContaining("apt-get install chromium");
  }

  @Test
  void requireFound_missingInCi_fails() {
    assertThatThrownBy(() -> TestingTool.requireFound(Optional.empty(), "true", "chromium", NAMES))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("CI=true")
        .hasMessageContaining("apt-get install chromium");
  }
}
