package io.hydrascope.cli.options;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class EngineChoiceTest {
  @Command
  private static final class TestingEngineCommand {
    @Mixin private EngineChoice engine = new EngineChoice();
  }

  @Test
  void warnings_moreThreadsThanProcessors_saysThatTheySlowDown() {
    assertThat(engine("--threads", "64").warnings(2))
        .containsExactly(
            "--threads 64 slows down: threads wait for each other on 2 processors; leave it out or give at most 2");
    assertThat(engine("--threads", "2").warnings(1))
        .singleElement()
        .asString()
        .contains("on 1 processor;");
  }

  @Test
  void warnings_asManyThreadsAsProcessorsOrNone_saysNothing() {
    assertThat(engine("--threads", "2").warnings(2)).isEmpty();
    assertThat(engine().warnings(2)).isEmpty();
  }

  private static EngineChoice engine(String... arguments) {
    TestingEngineCommand command = new TestingEngineCommand();
    new CommandLine(command).parseArgs(arguments);
    return command.engine;
  }
}
