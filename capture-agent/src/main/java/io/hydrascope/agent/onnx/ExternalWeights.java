package io.hydrascope.agent.onnx;

import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.hydrascope.agent.checkpoint.BadCheckpointException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * Weights in files of their own, which must lie in the model file's folder: a model file is not to
 * make the engine read from elsewhere.
 *
 * @param named the folder as it was named, in which a file may be a link
 * @param folder the real folder that the model file lies in, after its own link is followed
 */
record ExternalWeights(Path named, Path folder) {
  static ExternalWeights beside(Path file) {
    try {
      Path real = file.toRealPath();
      return new ExternalWeights(parent(file.toAbsolutePath().normalize()), parent(real));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  /** The same tensor, its file named as it really is. */
  TensorProto checked(TensorProto tensor) {
    if (tensor.getDataLocation() != TensorProto.DataLocation.EXTERNAL) {
      return tensor;
    }
    TensorProto.Builder checked = tensor.toBuilder();
    for (int entry = 0; entry < tensor.getExternalDataCount(); entry++) {
      StringStringEntryProto data = tensor.getExternalData(entry);
      if (data.getKey().equals("location")) {
        checked.setExternalData(
            entry, data.toBuilder().setValue(realName(tensor.getName(), data.getValue())));
      }
    }
    return checked.build();
  }

  private String realName(String tensor, String location) {
    try {
      Path stated = named.resolve(location).normalize();
      if (!Path.of(location).isAbsolute() && stated.startsWith(named)) {
        Path real = stated.toRealPath();
        if (real.startsWith(folder)) {
          return folder.relativize(real).toString();
        }
      }
    } catch (IOException | InvalidPathException e) {
      throw new BadCheckpointException(
          "tensor %s: its data file %s cannot be read: %s".formatted(tensor, location, e), e);
    }
    throw new BadCheckpointException(
        "tensor %s: its data file %s lies outside the model's folder".formatted(tensor, location));
  }

  private static Path parent(Path file) {
    Path parent = file.getParent();
    if (parent == null) {
      throw new BadCheckpointException(file + " is no file");
    }
    return parent;
  }
}
