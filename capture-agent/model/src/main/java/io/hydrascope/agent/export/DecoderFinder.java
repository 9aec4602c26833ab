package io.hydrascope.agent.export;

import io.hydrascope.agent.export.Residual.Branch;
import io.hydrascope.agent.onnx.Port;
import java.util.ArrayList;
import java.util.List;

/** Takes a decoder apart by its wiring. */
final class DecoderFinder {
  private final ModelInputs inputs;
  private final Wiring wiring;
  private final Constants constants;

  DecoderFinder(ModelInputs inputs, Wiring wiring, Constants constants) {
    this.inputs = inputs;
    this.wiring = wiring;
    this.constants = constants;
  }

  Decoder find(Port logits) {
    ExportedUnembedding unembedding = new UnembeddingFinder(wiring, constants).find(logits.value());
    FinalNorm norm = new FinalNormFinder(wiring, constants).find(unembedding.input());
    Residual residual = new ResidualFinder(wiring).find(norm.input());
    return new Decoder(
        inputs,
        residual.embed(),
        residual.positionEmbed(),
        layers(residual.additions()),
        norm,
        unembedding);
  }

  private List<Layer> layers(List<List<Branch>> additions) {
    if (additions.isEmpty()) {
      throw Refusal.because("nothing is added to a residual stream before the final norm");
    }
    List<Layer> layers = new ArrayList<>();
    int at = 0;
    while (at < additions.size()) {
      List<Branch> branches = additions.get(at);
      boolean parallel = branches.size() > 1;
      if (!parallel && at + 1 < additions.size()) {
        branches = List.of(branches.get(0), only(layers.size(), additions.get(at + 1)));
      }
      layers.add(layer(layers.size(), branches, parallel));
      at += parallel ? 1 : 2;
    }
    return layers;
  }

  private static Branch only(int layer, List<Branch> branches) {
    if (branches.size() != 1) {
      throw Refusal.because("layer %d adds one branch and then %d at once", layer, branches.size());
    }
    return branches.get(0);
  }

  private Layer layer(int layer, List<Branch> branches, boolean parallel) {
    List<Branch> attentions = branches.stream().filter(Branch::isAttention).toList();
    boolean inOrder = parallel || branches.get(0).isAttention();
    if (branches.size() != 2 || attentions.size() != 1 || !inOrder) {
      throw Refusal.because(
          "layer %d adds %d branches, %d of them attention: one attention and then, or beside it,"
              + " one MLP without a Softmax (no mixture of experts) are expected",
          layer, branches.size(), attentions.size());
    }
    Branch attention = attentions.get(0);
    if (attention.mixing().size() != 1) {
      throw Refusal.because(
          "layer %d: attention has operators %s, one is expected", layer, attention.mixing());
    }
    Branch mlp = branches.get(branches.get(0).isAttention() ? 1 : 0);
    Projection projection = new ProjectionFinder(wiring, constants).find(layer, attention.added());
    return new Layer(attention, projection, mlp, parallel);
  }
}
