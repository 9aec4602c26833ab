package io.hydrascope.agent.export;

import java.util.List;
import java.util.Optional;

/** Where each part of a decoder is in its export, as names of the export's values. */
record Decoder(
    ModelInputs inputs,
    String embed,
    Optional<String> positionEmbed,
    List<Layer> layers,
    FinalNorm finalNorm,
    ExportedUnembedding unembedding) {}
