package io.hydrascope.agent.onnx;

import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Weights that a model file holds within itself, put into a temporary file of their own: the engine
 * maps that file, where it would otherwise get a copy of them with every graph.
 */
final class SpilledWeights implements AutoCloseable {
  private static final String NAME = "weights";
  private static final int SMALLEST_BYTES = 1024;
  private static final int ALIGNMENT = 64;

  private final Path folder;
  private final FileChannel channel;
  private long end;

  private SpilledWeights(Path folder, FileChannel channel) {
    this.folder = folder;
    this.channel = channel;
  }

  static SpilledWeights create() {
    try {
      Path folder = Files.createTempDirectory("hydrascope-onnx").toRealPath();
      Path file = folder.resolve(NAME);
      return new SpilledWeights(
          folder, FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write weights to a temporary folder", e);
    }
  }

  Path folder() {
    return folder;
  }

  /** The same tensor with its data in the file; small ones stay as they are. */
  TensorProto spilled(TensorProto tensor) {
    int bytes = tensor.getRawData().size();
    if (bytes < SMALLEST_BYTES) {
      return tensor;
    }
    long offset = (end + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    write(tensor.getRawData().asReadOnlyByteBuffer(), offset);
    end = offset + bytes;
    return tensor.toBuilder()
        .clearRawData()
        .setDataLocation(TensorProto.DataLocation.EXTERNAL)
        .addExternalData(entry("location", NAME))
        .addExternalData(entry("offset", Long.toString(offset)))
        .addExternalData(entry("length", Long.toString(bytes)))
        .build();
  }

  private void write(ByteBuffer data, long offset) {
    try {
      long at = offset;
      while (data.hasRemaining()) {
        at += channel.write(data, at);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write weights to " + folder, e);
    }
  }

  private static StringStringEntryProto entry(String key, String value) {
    return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
  }

  @Override
  public void close() {
    try {
      channel.close();
      Files.deleteIfExists(folder.resolve(NAME));
      Files.deleteIfExists(folder);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete " + folder, e);
    }
  }
}
