package io.hydrascope.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command {@code sweep} on the small checkpoints of the capture agent's tests. */
final class TestingSweep {
  static final Path GOLDEN =
      Path.of(
          System.getProperty("hydrascope.home"), "capture-agent/model/src/test/resources/golden");

  /** The small ONNX exports of the capture agent's tests. */
  static final Path EXPORTS =
      Path.of(
          System.getProperty("hydrascope.home"), "capture-agent/model/src/test/resources/exports");

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Path folder;
  private final List<String> model; // option and value
  private Path prompts;
  private int outputs;

  /**
   * @param folder for what is written
   * @param model one of {@link #GOLDEN}
   */
  TestingSweep(Path folder, String model) {
    this.folder = folder;
    this.model = List.of("--model", GOLDEN.resolve(model).toString());
    prompts = GOLDEN.resolve(model).resolve("prompts.jsonl");
  }

  private TestingSweep(Path folder, Path export, Path prompts) {
    this.folder = folder;
    this.model = List.of("--onnx", export.toString());
    this.prompts = prompts;
  }

  /** On an ONNX file, with the prompts of {@link #EXPORTS}. */
  static TestingSweep ofExport(Path folder, Path file) {
    return new TestingSweep(folder, file, EXPORTS.resolve("prompts.jsonl"));
  }

  record Ended(int exitCode, String out, String err) {}

  /** Asks these from now on. */
  void ask(String... lines) throws IOException {
    prompts = folder.resolve("prompts.jsonl");
    Files.write(prompts, List.of(lines));
  }

  List<JsonNode> rows(String... options) {
    return lines(write(".jsonl", options));
  }

  /** Sweeps into a new file with that ending. */
  Path write(String ending, String... options) {
    Path output = folder.resolve("rows" + outputs++ + ending);
    Ended ended = run(output, options);
    assertThat(ended.exitCode()).as(ended.err()).isZero();
    return output;
  }

  Ended run(Path output, String... options) {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("sweep", "--quiet", "--threads", "2"));
    arguments.addAll(model);
    arguments.addAll(List.of("--prompts", prompts.toString(), "--output", output.toString()));
    arguments.addAll(List.of(options));
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exitCode =
        Hydrascope.commandLine()
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(arguments.toArray(String[]::new));
    return new Ended(exitCode, out.toString(), err.toString());
  }

  static List<JsonNode> lines(Path file) {
    try {
      List<JsonNode> nodes = new ArrayList<>();
      for (String line : Files.readAllLines(file)) {
        nodes.add(JSON.readTree(line));
      }
      return nodes;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
