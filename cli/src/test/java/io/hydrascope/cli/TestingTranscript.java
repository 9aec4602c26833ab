package io.hydrascope.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Commands and what they answered, as a file that names what to run:
 *
 * <pre>
 * $ hydrascope sweep --model nowhere    arguments with spaces stand in single quotes
 * 1| …                                  a line of standard output
 * 2| …                                  a line of standard error
 * exit 2
 * </pre>
 *
 * Blank lines and lines that begin with # are kept as they are. Folders of this machine have names
 * in braces, and so have ids that are drawn.
 */
final class TestingTranscript {
  private static final String PROMPT = "$ hydrascope ";
  private static final Pattern DRAWN_ID =
      Pattern.compile("\\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\\b");
  private static final Pattern ARGUMENT = Pattern.compile("'([^']*)'|(\\S+)");

  private final Map<String, String> folders = new LinkedHashMap<>();
  private final List<TestingCommand> answers = new ArrayList<>();

  /**
   * @param name as in the file, with braces
   * @param folder on this machine
   */
  TestingTranscript with(String name, String folder) {
    folders.put(name, folder);
    return this;
  }

  /** Runs what the recorded text names and returns it with the answers of now. */
  String replay(String recorded) {
    StringBuilder text = new StringBuilder();
    for (String line : recorded.lines().toList()) {
      if (line.startsWith(PROMPT)) {
        text.append(line).append('\n').append(answer(line.substring(PROMPT.length())));
      } else if (line.isBlank() || line.startsWith("#")) {
        text.append(line).append('\n');
      }
    }
    return text.toString();
  }

  List<TestingCommand> answers() {
    return answers;
  }

  private String answer(String commandLine) {
    TestingCommand ended = TestingCommand.run(arguments(commandLine));
    answers.add(ended);
    StringBuilder text = new StringBuilder();
    ended.out().lines().forEach(line -> text.append("1| ").append(masked(line)).append('\n'));
    ended.err().lines().forEach(line -> text.append("2| ").append(masked(line)).append('\n'));
    return text.append("exit ").append(ended.exitCode()).append('\n').toString();
  }

  private String[] arguments(String commandLine) {
    List<String> arguments = new ArrayList<>();
    Matcher matcher = ARGUMENT.matcher(commandLine);
    while (matcher.find()) {
      String argument = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
      for (Map.Entry<String, String> folder : folders.entrySet()) {
        argument = argument.replace(folder.getKey(), folder.getValue());
      }
      arguments.add(argument);
    }
    return arguments.toArray(String[]::new);
  }

  private String masked(String line) {
    String masked = line;
    for (Map.Entry<String, String> folder : folders.entrySet()) {
      masked = masked.replace(folder.getValue(), folder.getKey());
    }
    return DRAWN_ID.matcher(masked).replaceAll("{id}").stripTrailing();
  }
}
