package io.hydrascope.agent.onnx;

import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.hydrascope.agent.checkpoint.BadCheckpointException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Weights in files of their own, which must lie in the model file's folder: a model file is not to
 * make the engine read from elsewhere.
 *
 * @param named the folder as it was named, in which a file may be a link
 * @param folder the real folder that the model file lies in, after its own link is followed
 */
record ExternalWeights(Path named, Path folder) {
  private static final String LOCATION = "location";

  static ExternalWeights beside(Path file) {
    try {
      Path real = file.toRealPath();
      return new ExternalWeights(parent(file.toAbsolutePath().normalize()), parent(real));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  /** What a tensor calls its file; empty if it lies in the model file. */
  Optional<String> location(TensorProto tensor) {
    if (tensor.getDataLocation() != TensorProto.DataLocation.EXTERNAL) {
      return Optional.empty();
    }
    return tensor.getExternalDataList().stream()
        .filter(data -> data.getKey().equals(LOCATION))
        .map(StringStringEntryProto::getValue)
        .findFirst();
  }

  /** The same tensor, its file named as it really is. */
  TensorProto checked(TensorProto tensor) {
    if (tensor.getDataLocation() != TensorProto.DataLocation.EXTERNAL) {
      return tensor;
    }
    TensorProto.Builder checked = tensor.toBuilder();
    for (int entry = 0; entry < tensor.getExternalDataCount(); entry++) {
      StringStringEntryProto data = tensor.getExternalData(entry);
      if (data.getKey().equals(LOCATION)) {
        Path real = real(data.getValue());
        checked.setExternalData(
            entry, data.toBuilder().setValue(folder.relativize(real).toString()));
      }
    }
    return checked.build();
  }

  /** The real file at a location. */
  Path real(String location) {
    try {
      Path stated = named.resolve(location).normalize();
      if (!Path.of(location).isAbsolute() && stated.startsWith(named)) {
        Path real = stated.toRealPath();
        if (real.startsWith(folder)) {
          return real;
        }
      }
    } catch (IOException | InvalidPathException e) {
      throw new BadCheckpointException(
          "the data file %s cannot be read: %s".formatted(location, e), e);
    }
    throw new BadCheckpointException(
        "the data file %s lies outside the model's folder".formatted(location));
  }

  private static Path parent(Path file) {
    Path parent = file.getParent();
    if (parent == null) {
      throw new BadCheckpointException(file + " is no file");
    }
    return parent;
  }
}
