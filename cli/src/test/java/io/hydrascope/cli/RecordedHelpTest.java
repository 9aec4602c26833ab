package io.hydrascope.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.hydrascope.testkit.RecordedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** What every command's {@code --help} prints, one file for each command. */
class RecordedHelpTest {

  @ParameterizedTest
  @MethodSource("commands")
  void help_everyCommand_isAsRecorded(String command) {
    String[] arguments = (command + " --help").split(" ", -1);
    TestingCommand ended =
        TestingCommand.run(List.of(arguments).subList(1, arguments.length).toArray(String[]::new));
    assertThat(ended.exitCode()).as(ended.err()).isZero();
    assertThat(ended.err()).isEmpty();
    // The one default that is the name of who runs the command.
    String user = "Default: " + System.getProperty("user.name") + System.lineSeparator();
    RecordedFile.named(file(command))
        .assertSame(ended.out().replace(user, "Default: {user}" + System.lineSeparator()));
  }

  @Test
  void help_everyRecordedFile_isOfACommand() throws IOException {
    Path folder = RecordedFile.folder();
    try (Stream<Path> files = Files.list(folder.resolve("help"))) {
      assertThat(files.map(file -> folder.relativize(file).toString()))
          .containsExactlyInAnyOrderElementsOf(commands().map(RecordedHelpTest::file).toList());
    }
  }

  static Stream<String> commands() {
    return withSubcommands(Hydrascope.commandLine());
  }

  private static Stream<String> withSubcommands(CommandLine command) {
    return Stream.concat(
        Stream.of(command.getCommandSpec().qualifiedName()),
        command.getSubcommands().values().stream().flatMap(RecordedHelpTest::withSubcommands));
  }

  /** {@code help/hydrascope-alerts-list.txt}. */
  private static String file(String command) {
    return "help/" + command.replace(' ', '-') + ".txt";
  }
}
