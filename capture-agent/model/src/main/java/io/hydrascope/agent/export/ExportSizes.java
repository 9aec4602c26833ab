package io.hydrascope.agent.export;

import io.hydrascope.agent.engine.EngineOptions;
import io.hydrascope.agent.export.PlainModel.Observed;
import io.hydrascope.agent.onnx.ModelFile;
import io.hydrascope.agent.onnx.Node;
import io.hydrascope.agent.onnx.Port;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Measures the sizes of a decoder on a short probe: a file need not state them. The number of heads
 * is how many patterns of attention there are.
 */
final class ExportSizes {
  private final ModelFile model;
  private final Wiring wiring;
  private final Decoder decoder;
  private final Port logits;
  private final EngineOptions options;

  ExportSizes(ModelFile model, Wiring wiring, Decoder decoder, Port logits, EngineOptions options) {
    this.model = model;
    this.wiring = wiring;
    this.decoder = decoder;
    this.logits = logits;
    this.options = options;
  }

  ExportedAnatomy measure(int[] probe) {
    try (PlainModel plain = PlainModel.observing(model, decoder.inputs(), observed(), options)) {
      Observed found = plain.run(probe);
      int positions = probe.length;
      int heads = heads(decoder.layers().get(0), found, positions);
      int zWidth = zWidth(decoder.layers().get(0), found, positions);
      for (int layer = 0; layer < decoder.layers().size(); layer++) {
        requireAlike(layer, found, positions, new Heads(heads, zWidth));
      }
      FinalNorm norm = decoder.finalNorm();
      int width = found.values(norm.input()).length / positions;
      return new ExportedAnatomy(
          decoder.layers().size(),
          heads,
          zWidth / heads,
          width,
          mlpWidth(width),
          found.values(logits.value()).length / positions,
          !norm.centred(),
          norm.epsilon(),
          decoder.positionEmbed().isPresent(),
          decoder.layers().stream().anyMatch(layer -> !layer.projection().biases().isEmpty()),
          decoder.layers().stream().map(Layer::parallel).toList());
    }
  }

  private record Heads(int count, int zWidth) {}

  private List<String> observed() {
    List<String> values = new ArrayList<>(List.of(logits.value(), decoder.finalNorm().input()));
    for (Layer layer : decoder.layers()) {
      values.add(layer.projection().z());
      values.add(mixing(layer).outputs().get(0));
      perHead(layer).ifPresent(values::add);
    }
    return values.stream().distinct().toList();
  }

  private static Node mixing(Layer layer) {
    return layer.attention().mixing().get(0);
  }

  private static int zWidth(Layer layer, Observed found, int positions) {
    return found.values(layer.projection().z()).length / positions;
  }

  /** At least the residual's: how the MLP is built is not known. */
  private int mlpWidth(int width) {
    long largest =
        decoder.layers().stream()
            .flatMap(layer -> layer.mlp().nodes().stream())
            .flatMap(node -> ExportedLinear.of(wiring, node).stream())
            .mapToLong(linear -> size(linear.matrix()))
            .max()
            .orElse(0);
    return Math.toIntExact(Math.max(width, largest / width));
  }

  /** The size of a matrix that may be stored transposed or turned in another way. */
  private long size(String matrix) {
    OptionalLong stated = model.statedSize(matrix);
    return stated.isPresent()
        ? stated.getAsLong()
        : wiring.producer(matrix).map(node -> size(node.input(0))).orElse(0L);
  }

  private static int heads(Layer layer, Observed found, int positions) {
    Node mixing = mixing(layer);
    long stated = mixing.number("num_heads", mixing.number("q_num_heads", 0));
    if (stated > 0) {
      return Math.toIntExact(stated);
    }
    return found.values(mixing.outputs().get(0)).length / (positions * positions);
  }

  private void requireAlike(int at, Observed found, int positions, Heads first) {
    Layer layer = decoder.layers().get(at);
    Heads heads = new Heads(heads(layer, found, positions), zWidth(layer, found, positions));
    boolean divides = first.count() > 0 && first.zWidth() % first.count() == 0;
    if (!divides || !heads.equals(first)) {
      throw Refusal.because(
          "layer %d: heads=%d with z of width %d, layer 0: heads=%d with z of width %d; every layer"
              + " must have the same heads of the same width",
          at, heads.count(), heads.zWidth(), first.count(), first.zWidth());
    }
    perHead(layer)
        .map(found::values)
        .filter(perHead -> !isTransposed(perHead, found.values(layer.projection().z()), first))
        .ifPresent(
            perHead -> {
              throw Refusal.because(
                  "layer %d: the input of attention's output projection is not the %d heads side by"
                      + " side: something stands between",
                  at, first.count());
            });
  }

  /** Each head's weighted sum of values, before heads are put side by side. */
  private Optional<String> perHead(Layer layer) {
    if (!mixing(layer).operator().equals("Softmax")) {
      return Optional.empty();
    }
    String at = wiring.origin(layer.projection().z());
    while (wiring.isMadeBy(at, "Transpose")) {
      at = wiring.origin(wiring.producer(at).orElseThrow().input(0));
    }
    return Optional.of(at);
  }

  /**
   * @param perHead // [head, position, d_head]
   * @param z // [position, head, d_head]
   */
  private static boolean isTransposed(float[] perHead, float[] z, Heads heads) {
    if (perHead.length != z.length) {
      return false;
    }
    int width = heads.zWidth() / heads.count();
    int positions = z.length / heads.zWidth();
    for (int i = 0; i < z.length; i++) {
      int position = i / heads.zWidth();
      int head = i % heads.zWidth() / width;
      if (z[i] != perHead[(head * positions + position) * width + i % width]) {
        return false;
      }
    }
    return true;
  }
}
