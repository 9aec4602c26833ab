package io.hydrascope.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Each word means one thing: types have names of their own, and none hides a glossary word. */
class NamesTest {
  private static final Path HOME = Path.of(System.getProperty("hydrascope.home"));
  private static final Pattern WORD = Pattern.compile("(?m)^\\| (?!word )([a-z][a-z -]*) \\|");
  private static final Pattern NESTED =
      Pattern.compile("(?m)^\\s+(?:[a-z-]+ )*(?:class|record|enum|interface) ([A-Z]\\w*)");

  @Test
  void topLevelTypes_all_haveNamesOfTheirOwn() throws IOException {
    Map<String, List<Path>> byName = new HashMap<>();
    for (Path file : sources()) {
      byName.computeIfAbsent(typeName(file), name -> new ArrayList<>()).add(file);
    }
    assertThat(byName.size()).isGreaterThan(500);
    assertThat(byName.values()).filteredOn(files -> files.size() > 1).isEmpty();
  }

  @Test
  void nestedTypes_all_areNoGlossaryWords() throws IOException {
    List<String> words = glossary();
    assertThat(words.size()).isGreaterThan(30);
    List<String> hidden = new ArrayList<>();
    for (Path file : sources()) {
      Matcher nested = NESTED.matcher(Files.readString(file));
      while (nested.find()) {
        if (words.contains(nested.group(1))) {
          hidden.add(HOME.relativize(file) + ": " + nested.group(1));
        }
      }
    }
    assertThat(hidden).isEmpty();
  }

  /** As a type would be called: {@code DeadLetter} for "dead letter". */
  private static List<String> glossary() throws IOException {
    return WORD.matcher(Files.readString(HOME.resolve("docs/glossary.md")))
        .results()
        .map(found -> Arrays.stream(found.group(1).split("[ -]", -1)))
        .map(parts -> parts.map(NamesTest::capitalised).collect(Collectors.joining()))
        .toList();
  }

  private static String capitalised(String word) {
    return Character.toUpperCase(word.charAt(0)) + word.substring(1);
  }

  private static String typeName(Path file) {
    return file.getFileName().toString().replace(".java", "");
  }

  private static List<Path> sources() throws IOException {
    try (Stream<Path> modules = Files.walk(HOME, 4)) {
      return modules
          .filter(folder -> folder.endsWith("src/main"))
          .map(folder -> folder.resolve("java"))
          .filter(Files::isDirectory)
          .flatMap(NamesTest::javaFiles)
          .toList();
    }
  }

  private static Stream<Path> javaFiles(Path root) {
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .filter(file -> !file.endsWith("package-info.java"))
          .toList()
          .stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
