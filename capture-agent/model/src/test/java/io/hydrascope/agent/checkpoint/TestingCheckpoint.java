package io.hydrascope.agent.checkpoint;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A copy of a checkpoint's folder to change. */
public record TestingCheckpoint(Path folder) {
  public static TestingCheckpoint copyOf(Path source, Path folder) {
    try {
      Files.createDirectories(folder);
      Files.copy(source.resolve("config.json"), folder.resolve("config.json"));
      Files.copy(source.resolve("model.safetensors"), folder.resolve("model.safetensors"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new TestingCheckpoint(folder);
  }

  /** Replaces a piece of config.json that must be there. */
  public TestingCheckpoint config(String old, String replacement) {
    try {
      String text = Files.readString(config());
      if (!text.contains(old)) {
        throw new IllegalArgumentException(old + " is not in " + text);
      }
      Files.writeString(config(), text.replace(old, replacement));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  public Path config() {
    return folder.resolve("config.json");
  }

  public Path weights() {
    return folder.resolve("model.safetensors");
  }
}
