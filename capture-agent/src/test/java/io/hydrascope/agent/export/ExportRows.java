package io.hydrascope.agent.export;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntFunction;

/** The account of every unit's ablation, written down from an export's answers. */
final class ExportRows {
  private static final int[] READOUTS = Exports.READOUTS;

  private final ExportedModel model;
  private final ExportedAnatomy size;
  private final Map<String, Integer> units = new LinkedHashMap<>();

  ExportRows(ExportedModel model) {
    this.model = model;
    size = model.anatomy();
    for (int layer = 0; layer < size.layers(); layer++) {
      for (int head = 0; head < size.heads(); head++) {
        units.put("L" + layer + "H" + head, size.head(layer, head));
      }
      units.put("L" + layer + ".attn_out", size.attention(layer));
      units.put("L" + layer + ".mlp_out", size.mlp(layer));
    }
  }

  /**
   * @param measures by the names of the reference's columns
   * @param responses of every component that is not ablated
   */
  record Row(
      String component,
      int position,
      long target,
      boolean flip,
      Map<String, Double> measures,
      Map<String, Double> responses) {}

  List<Replacement> everyUnit(IntFunction<Replacement> replacement) {
    return units.values().stream().map(replacement::apply).toList();
  }

  Replacement zero(int unit) {
    return new Replacement(unit, Replacement.EVERY_POSITION, new float[size.widthOf(unit)]);
  }

  /** Over every token of the references. */
  Replacement mean(int unit, List<ExportedActivations> references) {
    int width = size.widthOf(unit);
    double[] sum = new double[width];
    int count = 0;
    for (ExportedActivations reference : references) {
      float[] values = values(unit, reference);
      count += values.length / width;
      for (int i = 0; i < values.length; i++) {
        sum[i % width] += values[i];
      }
    }
    float[] mean = new float[width];
    for (int i = 0; i < width; i++) {
      mean[i] = (float) (sum[i] / count);
    }
    return new Replacement(unit, Replacement.EVERY_POSITION, mean);
  }

  Replacement donated(int unit, ExportedActivations donor, int positions) {
    float[] values = Arrays.copyOf(values(unit, donor), positions * size.widthOf(unit));
    return new Replacement(unit, Replacement.EVERY_POSITION, values);
  }

  /** // [position, width of unit] */
  private float[] values(int unit, ExportedActivations activations) {
    int layer = size.layerOf(unit);
    if (unit == size.attention(layer)) {
      return activations.attention(layer);
    }
    if (unit == size.mlp(layer)) {
      return activations.mlp(layer);
    }
    float[] z = activations.z(layer); // [position, head, d_head]
    int width = size.headWidth();
    int positions = z.length / (size.heads() * width);
    float[] values = new float[positions * width];
    for (int position = 0; position < positions; position++) {
      int from = (position * size.heads() + unit - size.head(layer, 0)) * width;
      System.arraycopy(z, from, values, position * width, width);
    }
    return values;
  }

  List<Row> rows(int[] tokens, List<Replacement> replacements) {
    float[] nowhere = new float[READOUTS.length * size.width()];
    ExportedAnswer intact = model.run(new ExportedQuestion(tokens, READOUTS, nowhere, List.of()));
    long[] argmax = model.measure(intact.residual(), new int[READOUTS.length]).argmax();
    int[] targets = {(int) argmax[0], (int) argmax[1]};
    ExportedDirections directions = model.directions(targets);
    ExportedAnswer answer =
        model.run(new ExportedQuestion(tokens, READOUTS, directions.w(), replacements));
    Account account =
        new Account(answer, model.measure(answer.residual(), targets), directions.kappa());
    List<Row> rows = new ArrayList<>();
    List<String> names = List.copyOf(units.keySet());
    for (int index = 0; index < replacements.size(); index++) {
      String component = names.get(replacements.get(index).unit());
      for (int readout = 0; readout < READOUTS.length; readout++) {
        rows.add(row(account, component, 1 + index, readout, targets[readout]));
      }
    }
    return rows;
  }

  private record Account(ExportedAnswer answer, ExportedMeasures measured, float[] kappa) {}

  private Row row(Account account, String component, int row, int readout, long target) {
    ExportedMeasures measured = account.measured();
    int at = row * READOUTS.length + readout;
    double scale = measured.scale()[readout];
    Map<String, Double> before = parts(account.answer(), 0, readout);
    Map<String, Double> change = parts(account.answer(), row, readout);
    change.replaceAll((name, part) -> (part - before.getOrDefault(name, Double.NaN)) / scale);
    Map<String, Double> responses = new TreeMap<>(change);
    responses.keySet().removeIf(name -> isOwn(component, name));
    double a = sum(change) - sum(responses);
    double b = sum(responses);
    double logit = measured.logit()[readout];
    double ablated = measured.logit()[at];
    double norm = (ablated - account.kappa()[readout]) * (1 - measured.scale()[at] / scale);
    Map<String, Double> measures = new TreeMap<>();
    measures.put("intact_logit", logit);
    measures.put("ablated_logit", ablated);
    measures.put("contribution", contribution(before, component) / scale);
    measures.put("direct_effect", -a);
    measures.put("total_effect", logit - ablated);
    measures.put("compensatory_effect", b);
    measures.put("norm_term", norm);
    measures.put("self_repair", -a - (logit - ablated));
    measures.put("closure_error", ablated - logit - (a + b + norm));
    measures.put("kl", (double) measured.kl()[at]);
    measures.put("logprob_drop", (double) measured.logprob()[readout] - measured.logprob()[at]);
    boolean flip = measured.argmax()[at] != measured.argmax()[readout];
    return new Row(component, READOUTS[readout], target, flip, measures, responses);
  }

  private Map<String, Double> parts(ExportedAnswer answer, int row, int readout) {
    Map<String, Double> parts = new TreeMap<>();
    // The reference counts both embeddings as one.
    parts.put("embed", (double) answer.embed()[readout] + answer.positionEmbed()[readout]);
    for (int layer = 0; layer < size.layers(); layer++) {
      double heads = 0;
      for (int head = 0; head < size.heads(); head++) {
        int at = (row * size.heads() + head) * READOUTS.length + readout;
        double part = answer.heads(layer)[at];
        parts.put("L" + layer + "H" + head, part);
        heads += part;
      }
      int at = row * READOUTS.length + readout;
      parts.put("L" + layer + ".attn_bias", answer.attention(layer)[at] - heads);
      parts.put("L" + layer + ".mlp_out", (double) answer.mlp(layer)[at]);
    }
    return parts;
  }

  private static double contribution(Map<String, Double> parts, String component) {
    return parts.entrySet().stream()
        .filter(part -> isOwn(component, part.getKey()))
        .mapToDouble(Map.Entry::getValue)
        .sum();
  }

  private static boolean isOwn(String ablated, String part) {
    if (ablated.endsWith(".attn_out")) {
      String layer = ablated.substring(0, ablated.indexOf('.'));
      return part.startsWith(layer + "H") || part.equals(layer + ".attn_bias");
    }
    return part.equals(ablated);
  }

  private static double sum(Map<String, Double> values) {
    return values.values().stream().mapToDouble(Double::doubleValue).sum();
  }
}
