package io.hydrascope.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * The logprob_drop in nats of every component on every prompt, averaged over the prompt's
 * positions. As a file: gzip'ed CSV, {@code prompt_id} and the components as header, a line a
 * prompt.
 *
 * @param values // [prompt, component]
 */
record FragilityTable(List<String> prompts, List<String> components, double[][] values) {
  private static final String CORNER = "prompt_id";

  FragilityTable {
    if (values.length != prompts.size() || prompts.isEmpty() || components.isEmpty()) {
      throw new IllegalArgumentException(
          "%d lines of values for %d prompts and %d components"
              .formatted(values.length, prompts.size(), components.size()));
    }
    for (int prompt = 0; prompt < values.length; prompt++) {
      if (values[prompt].length != components.size()) {
        throw new IllegalArgumentException(
            "prompt %s has %d values, not %d"
                .formatted(prompts.get(prompt), values[prompt].length, components.size()));
      }
    }
  }

  private record Cell(String prompt, String component) {}

  private static final class Mean {
    private double sum;
    private long rows;

    void add(double value) {
      sum += value;
      rows++;
    }

    double value() {
      return sum / rows;
    }
  }

  /** From the JSON lines that {@code hydrascope sweep} writes. */
  static FragilityTable ofSweep(Path rows) throws IOException {
    ObjectMapper json = new ObjectMapper();
    Map<Cell, Mean> means = new LinkedHashMap<>();
    try (Stream<String> lines = Files.lines(rows)) {
      for (String line : (Iterable<String>) lines.filter(text -> !text.isBlank())::iterator) {
        JsonNode row = json.readTree(line);
        Cell cell =
            new Cell(row.required("prompt_id").asText(), row.required("component").asText());
        means.computeIfAbsent(cell, key -> new Mean()).add(row.required("logprob_drop").asDouble());
      }
    }
    return ofMeans(means);
  }

  private static FragilityTable ofMeans(Map<Cell, Mean> means) {
    List<String> prompts = means.keySet().stream().map(Cell::prompt).distinct().toList();
    List<String> components = means.keySet().stream().map(Cell::component).distinct().toList();
    double[][] values = new double[prompts.size()][components.size()];
    for (int prompt = 0; prompt < prompts.size(); prompt++) {
      for (int component = 0; component < components.size(); component++) {
        Cell cell = new Cell(prompts.get(prompt), components.get(component));
        Mean mean = means.get(cell);
        if (mean == null) {
          throw new IllegalArgumentException("the sweep has no row of " + cell);
        }
        values[prompt][component] = mean.value();
      }
    }
    return new FragilityTable(prompts, components, values);
  }

  static FragilityTable read(Path file) throws IOException {
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
      List<String[]> lines = in.lines().map(line -> line.split(",", -1)).toList();
      if (lines.isEmpty() || !lines.get(0)[0].equals(CORNER)) {
        throw new IllegalArgumentException(file + " does not start with " + CORNER);
      }
      List<String> components = List.of(lines.get(0)).subList(1, lines.get(0).length);
      List<String> prompts = new ArrayList<>();
      List<double[]> values = new ArrayList<>();
      for (String[] line : lines.subList(1, lines.size())) {
        prompts.add(line[0]);
        values.add(Stream.of(line).skip(1).mapToDouble(Double::parseDouble).toArray());
      }
      return new FragilityTable(prompts, components, values.toArray(double[][]::new));
    }
  }

  /** Six digits of every value. */
  void write(Path file) throws IOException {
    try (Writer out =
        new BufferedWriter(
            new OutputStreamWriter(
                new GZIPOutputStream(Files.newOutputStream(file)), StandardCharsets.UTF_8))) {
      out.write(CORNER + "," + String.join(",", components) + "\n");
      for (int prompt = 0; prompt < values.length; prompt++) {
        out.write(prompts.get(prompt));
        for (double value : values[prompt]) {
          out.write(String.format(Locale.ROOT, ",%.5e", value));
        }
        out.write("\n");
      }
    }
  }

  /** Mean over prompts // [component] */
  double[] means() {
    double[] means = new double[components.size()];
    for (double[] prompt : values) {
      for (int component = 0; component < means.length; component++) {
        means[component] += prompt[component] / values.length;
      }
    }
    return means;
  }

  /** Standard deviation over prompts // [component] */
  double[] deviations() {
    double[] means = means();
    double[] deviations = new double[means.length];
    for (double[] prompt : values) {
      for (int component = 0; component < means.length; component++) {
        deviations[component] += Math.pow(prompt[component] - means[component], 2);
      }
    }
    return Arrays.stream(deviations).map(sum -> Math.sqrt(sum / (values.length - 1))).toArray();
  }
}
