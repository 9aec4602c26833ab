package io.hydrascope.benchmarks.shift;

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
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * Candidate − base of a real comparison, a line a prompt. As a file: gzip'ed CSV with {@code
 * component measure} as header.
 *
 * @param values // [prompt, column]
 * @param standardised the same with mean 0 and standard deviation 1 a column // [prompt, column]
 */
record DifferenceTable(List<String> columns, double[][] values, double[][] standardised) {
  private static final List<String> MEASURES =
      List.of("self_repair", "direct_effect", "total_effect", "logprob_drop");

  private DifferenceTable(List<String> columns, double[][] values) {
    this(columns, values, standardise(values));
  }

  /** From the rows that {@code hydrascope sweep} wrote of two revisions. */
  static DifferenceTable ofSweeps(Path base, Path candidate) throws IOException {
    Map<String, Map<String, double[]>> before = means(base);
    Map<String, Map<String, double[]>> after = means(candidate);
    List<String> columns = List.copyOf(before.values().iterator().next().keySet());
    List<double[]> values = new ArrayList<>();
    for (Map.Entry<String, Map<String, double[]>> prompt : before.entrySet()) {
      Map<String, double[]> other = after.getOrDefault(prompt.getKey(), Map.of());
      values.add(
          columns.stream()
              .mapToDouble(column -> mean(other, column) - mean(prompt.getValue(), column))
              .toArray());
    }
    return new DifferenceTable(columns, values.toArray(double[][]::new));
  }

  private static double mean(Map<String, double[]> prompt, String column) {
    double[] sumAndRows = prompt.get(column);
    if (sumAndRows == null) {
      throw new IllegalArgumentException("a sweep has no rows of " + column);
    }
    return sumAndRows[0] / sumAndRows[1];
  }

  /** By prompt and column: sum, rows. */
  private static Map<String, Map<String, double[]>> means(Path rows) throws IOException {
    ObjectMapper json = new ObjectMapper();
    Map<String, Map<String, double[]>> means = new LinkedHashMap<>();
    try (Stream<String> lines = Files.lines(rows)) {
      for (String line : (Iterable<String>) lines.filter(text -> !text.isBlank())::iterator) {
        JsonNode row = json.readTree(line);
        Map<String, double[]> prompt =
            means.computeIfAbsent(row.required("prompt_id").asText(), id -> new LinkedHashMap<>());
        for (String measure : MEASURES) {
          String column = row.required("component").asText() + " " + measure;
          double[] sumAndRows = prompt.computeIfAbsent(column, name -> new double[2]);
          sumAndRows[0] += row.required(measure).asDouble();
          sumAndRows[1]++;
        }
      }
    }
    return means;
  }

  static DifferenceTable read(Path file) throws IOException {
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
      List<String[]> lines = in.lines().map(line -> line.split(",", -1)).toList();
      double[][] values =
          lines.stream()
              .skip(1)
              .map(line -> Arrays.stream(line).mapToDouble(Double::parseDouble).toArray())
              .toArray(double[][]::new);
      return new DifferenceTable(List.of(lines.get(0)), values);
    }
  }

  void write(Path file) throws IOException {
    try (Writer out =
        new BufferedWriter(
            new OutputStreamWriter(
                new GZIPOutputStream(Files.newOutputStream(file)), StandardCharsets.UTF_8))) {
      out.write(String.join(",", columns) + "\n");
      for (double[] line : values) {
        out.write(
            String.join(
                    ",",
                    Arrays.stream(line)
                        .mapToObj(value -> String.format(Locale.ROOT, "%.6g", value))
                        .toList())
                + "\n");
      }
    }
  }

  private static double[][] standardise(double[][] values) {
    int prompts = values.length;
    double[][] standardised = new double[prompts][values[0].length];
    for (int column = 0; column < values[0].length; column++) {
      double sum = 0;
      double squares = 0;
      for (double[] line : values) {
        sum += line[column];
      }
      double mean = sum / prompts;
      for (double[] line : values) {
        squares += (line[column] - mean) * (line[column] - mean);
      }
      for (int prompt = 0; prompt < prompts; prompt++) {
        standardised[prompt][column] =
            (values[prompt][column] - mean) / Math.sqrt(squares / prompts);
      }
    }
    return standardised;
  }

  /** The columns whose |skewness| is at most that. */
  DifferenceTable within(double mostSkewness) {
    int[] kept =
        IntStream.range(0, columns.size())
            .filter(column -> Math.abs(skewness(column)) <= mostSkewness)
            .toArray();
    return new DifferenceTable(
        Arrays.stream(kept).mapToObj(columns::get).toList(),
        Arrays.stream(values)
            .map(line -> Arrays.stream(kept).mapToDouble(column -> line[column]).toArray())
            .toArray(double[][]::new));
  }

  /** The largest skewness of all columns, by size. */
  double largestSkewness() {
    double largest = 0;
    for (int column = 0; column < columns.size(); column++) {
      double skewness = skewness(column);
      largest = Math.abs(skewness) > Math.abs(largest) ? skewness : largest;
    }
    return largest;
  }

  double skewness(int column) {
    return Arrays.stream(standardised)
        .mapToDouble(line -> Math.pow(line[column], 3))
        .average()
        .orElseThrow();
  }
}
