package io.hydrascope.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.hydrascope.testkit.RecordedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** What every command's {@code --help} prints, one file for each command. */
class RecordedHelpTest {
  /** A full stop, or the default value as the last words. */
  private static final Pattern ENDED = Pattern.compile("(\\.|Default: .*)$");

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

  @ParameterizedTest
  @MethodSource("specs")
  void help_everySentence_hasItsEnd(CommandSpec command) {
    Stream<String> sentences =
        Stream.concat(
            Stream.of(command.usageMessage().description()),
            Stream.concat(
                command.options().stream().flatMap(option -> Stream.of(option.description())),
                command.positionalParameters().stream()
                    .flatMap(parameter -> Stream.of(parameter.description()))));
    assertThat(sentences).isNotEmpty().allMatch(text -> ENDED.matcher(text).find());
  }

  static Stream<CommandSpec> specs() {
    return withSubcommands(Hydrascope.commandLine())
        .map(
            name -> {
              CommandLine command = Hydrascope.commandLine();
              for (String word :
                  List.of(name.split(" ", -1)).subList(1, name.split(" ", -1).length)) {
                command = Objects.requireNonNull(command.getSubcommands().get(word), name);
              }
              return command.getCommandSpec();
            });
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
