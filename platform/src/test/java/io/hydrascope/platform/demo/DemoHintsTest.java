package io.hydrascope.platform.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class DemoHintsTest {

  @Test
  void question_defaults_areNotRepeated() {
    assertThat(new DemoHints(Path.of(".hydrascope"), false).question("hydrascope-demo"))
        .isEqualTo("./hydrascope sql \"SELECT * FROM fragile_components LIMIT 10\"");
  }

  @Test
  void question_ownDataAndModel_areRepeated() {
    assertThat(new DemoHints(Path.of("/tmp/my data"), true).question("smol"))
        .isEqualTo(
            "./hydrascope sql --data '/tmp/my data' \"SELECT * FROM fragile_components WHERE model = 'smol' LIMIT 10\"");
  }

  @Test
  void leftOut_limitAndTime_sayHowToAskTheRest() {
    assertThat(DemoHints.leftOut(9, 200, 1000))
        .containsExactly(
            "9 of 200 prompts fit into the time; --for asks longer",
            "200 of 1,000; all with --limit 1000");
    assertThat(DemoHints.leftOut(250, 250, 250)).isEmpty();
  }
}
