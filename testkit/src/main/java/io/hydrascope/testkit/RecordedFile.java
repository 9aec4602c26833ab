package io.hydrascope.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/**
 * What the program once said, as a file under {@code src/test/resources/recorded} of the module
 * whose tests run. With {@code -Dhydrascope.record=true} a file that differs is written anew and
 * the test fails, so that nobody takes a recording for a pass.
 */
public final class RecordedFile {
  private static final String RECORD = "hydrascope.record";
  private static final Path FOLDER = Path.of("src", "test", "resources", "recorded");

  private final Path file;

  private RecordedFile(Path file) {
    this.file = file;
  }

  /**
   * @param name relative to the folder of recorded files, such as {@code help/sweep.txt}
   */
  public static RecordedFile named(String name) {
    return new RecordedFile(folder().resolve(name));
  }

  /** Absolute. */
  public static Path folder() {
    return FOLDER.toAbsolutePath();
  }

  public String read() {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Compares line by line; how lines end does not matter. */
  public void assertSame(String found) {
    assertSame(found, recorded -> differentLines(recorded, found));
  }

  /**
   * @param found written into the file when recording
   * @param differences finds what differs from a recorded text, one entry for each difference
   */
  public void assertSame(String found, Function<String, List<String>> differences) {
    List<String> different =
        Files.exists(file) ? differences.apply(read()) : List.of("the file does not exist");
    if (different.isEmpty()) {
      return;
    }
    if (Boolean.getBoolean(RECORD)) {
      write(found);
      throw new AssertionError(
          "recorded %s: review it with git diff, then run the test without -D%s"
              .formatted(file, RECORD));
    }
    throw new AssertionError(
        "%s differs; if that is meant, run the test with -D%s=true and review the diff:%n%s"
            .formatted(file, RECORD, String.join(System.lineSeparator(), different)));
  }

  private static List<String> differentLines(String recorded, String found) {
    List<String> before = recorded.lines().toList();
    List<String> now = found.lines().toList();
    int line = 0;
    while (line < before.size() && line < now.size() && before.get(line).equals(now.get(line))) {
      line++;
    }
    if (line == before.size() && line == now.size()) {
      return List.of();
    }
    return List.of(
        "first different line: %d".formatted(line + 1),
        "recorded: " + (line < before.size() ? before.get(line) : "(end of the file)"),
        "found:    " + (line < now.size() ? now.get(line) : "(end of the text)"));
  }

  private void write(String text) {
    try {
      Files.createDirectories(file.resolveSibling(""));
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
