package io.hydrascope.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

/** The command {@code compare} on small models. */
final class TestingCompare {
  static final Path MODELS = Path.of(System.getProperty("hydrascope.home"), "models");

  private final Path folder;
  private final Path prompts;

  record Ended(int exitCode, String out, String err) {}

  /**
   * @param folder for what is written
   */
  TestingCompare(Path folder, Path prompts) {
    this.folder = folder;
    this.prompts = prompts;
  }

  /** The first prompts of the bundled probes. */
  static TestingCompare ofProbes(Path folder, int count) throws IOException {
    List<String> lines = Files.readAllLines(MODELS.resolve("prompts/probe.jsonl"));
    return new TestingCompare(
        folder, Files.write(folder.resolve("probes.jsonl"), lines.subList(0, count)));
  }

  /** Prompts of six random tokens below 100. */
  static TestingCompare ofRandomTokens(Path folder, int count) throws IOException {
    Random random = new Random(11);
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String tokens =
          random.ints(6, 0, 100).mapToObj(String::valueOf).collect(Collectors.joining(","));
      lines.add("{\"id\": \"p%d\", \"tokens\": [%s]}".formatted(i, tokens));
    }
    return new TestingCompare(folder, Files.write(folder.resolve("tokens.jsonl"), lines));
  }

  Path prompts() {
    return prompts;
  }

  /** A copy of a checkpoint that may be changed. */
  Path copy(Path model, String name) throws IOException {
    Path copy = Files.createDirectory(folder.resolve(name));
    for (String file : List.of("config.json", "model.safetensors", "tokenizer.json")) {
      if (Files.exists(model.resolve(file))) {
        Files.copy(model.resolve(file), copy.resolve(file));
      }
    }
    return copy;
  }

  /** Of revisions that are stored. */
  static TestingCompare ofStore(Path folder) {
    return new TestingCompare(folder, Path.of(""));
  }

  Ended run(Path base, Path candidate, String... options) {
    List<String> all = new ArrayList<>(List.of("--threads", "2", "--prompts", prompts.toString()));
    all.addAll(List.of(options));
    return run(base.toString(), candidate.toString(), all);
  }

  Ended run(String base, String candidate, List<String> options) {
    List<String> arguments = new ArrayList<>(List.of("compare", "--quiet", base, candidate));
    arguments.addAll(options);
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exitCode =
        Hydrascope.commandLine()
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(arguments.toArray(String[]::new));
    return new Ended(exitCode, out.toString(), err.toString());
  }
}
