package io.hydrascope.agent.export;

import io.hydrascope.agent.engine.EngineOptions;
import io.hydrascope.agent.onnx.ModelFile;
import io.hydrascope.agent.onnx.Port;
import java.util.List;

/** The steps from a file to a model that can be trusted. */
final class ExportLoader {
  private static final int PROBE_TOKENS = 8;
  private static final int TOKEN_STEP = 7919;
  private static final int FEWEST_TOKENS = 2;

  private ExportLoader() {}

  static ExportedModel open(ModelFile model, EngineOptions options) {
    Refusal.requireReadable(model.nodes());
    ModelInputs inputs = ModelInputs.of(model);
    Port logits = logits(model);
    Wiring wiring = new Wiring(model, inputs);
    try (PlainModel plain = PlainModel.observing(model, inputs, List.of(logits.value()), options)) {
      int[] probe = probe(plain, logits);
      new CausalityCheck(plain, logits).require(probe);
      Constants constants = new Constants(model, options);
      Decoder decoder = new DecoderFinder(inputs, wiring, constants).find(logits);
      ExportedAnatomy anatomy =
          new ExportSizes(model, wiring, decoder, logits, options).measure(probe);
      ExportedModel opened = ExportedModel.of(model, options, decoder, anatomy);
      try {
        new ExportCheck(opened).require(probe, plain.run(probe).values(logits.value()));
        return opened;
      } catch (RuntimeException e) {
        opened.close();
        throw e;
      }
    }
  }

  private static Port logits(ModelFile model) {
    List<Port> candidates =
        model.outputs().stream()
            .filter(Port::isFloat)
            .filter(port -> port.shape().size() == 3)
            .toList();
    List<Port> named = candidates.stream().filter(port -> port.name().equals("logits")).toList();
    List<Port> chosen = named.isEmpty() ? candidates : named;
    if (chosen.size() != 1) {
      throw Refusal.because(
          "outputs=%s: one of fp32 logits [batch, sequence, vocabulary] is needed",
          model.outputs());
    }
    return chosen.get(0);
  }

  /** Tokens spread over the vocabulary, whose size the logits of two tokens tell. */
  private static int[] probe(PlainModel plain, Port logits) {
    int vocabulary =
        plain.run(new int[FEWEST_TOKENS]).values(logits.value()).length / FEWEST_TOKENS;
    int[] probe = new int[PROBE_TOKENS];
    for (int position = 0; position < PROBE_TOKENS; position++) {
      probe[position] = (int) ((position + 1L) * TOKEN_STEP % vocabulary);
    }
    return probe;
  }
}
