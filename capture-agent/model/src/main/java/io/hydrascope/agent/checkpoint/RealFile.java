package io.hydrascope.agent.checkpoint;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files of a checkpoint's folder, which may be symbolic links, as in a hub cache. */
final class RealFile {
  private RealFile() {}

  static Path in(Path folder, String name) throws IOException {
    Path file = folder.resolve(name);
    if (!Files.isRegularFile(file)) {
      String pickled = "pytorch_model.bin";
      if (Files.exists(folder.resolve(pickled))) {
        throw new BadCheckpointException(
            "%s has %s and no %s: a pickle can hold programs and is not read; save the model with"
                    .formatted(folder, pickled, name)
                + " transformers' save_pretrained, which writes safetensors");
      }
      throw new BadCheckpointException(
          "%s has no file %s: give a Hugging Face folder with config.json and model.safetensors"
              .formatted(folder, name));
    }
    return file.toRealPath();
  }

  static byte[] read(Path file, int maxBytes) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(maxBytes + 1);
      if (bytes.length > maxBytes) {
        throw new BadCheckpointException(
            "%s is larger than %d bytes: it belongs to no model".formatted(file, maxBytes));
      }
      return bytes;
    }
  }
}
