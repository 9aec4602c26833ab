package io.hydrascope.agent.checkpoint;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Weights in fp32 that no checkpoint's file holds, since they were computed from several. They lie
 * in a file without a name, which the system drops with the process, and are mapped from there:
 * every session reads the same bytes.
 */
public final class MergedTensors implements Closeable {
  /** What {@link TensorInfo#file} is for them; no such file exists. */
  public static final Path FILE = Path.of("merged-in-memory");

  /** A block's number stands above these bits of an offset, the place within it below. */
  private static final int PLACE_BITS = 40;

  private final FileChannel channel;
  private final List<ByteBuffer> blocks = new ArrayList<>();

  private MergedTensors(FileChannel channel) {
    this.channel = channel;
  }

  static MergedTensors create() throws IOException {
    Path file = Files.createTempFile("hydrascope-merged", ".bin");
    FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
    // Without its name it goes with the process, however that ends.
    Files.delete(file);
    return new MergedTensors(channel);
  }

  /** Writes a tensor's values from its first to its last. */
  public interface Values {
    /** The next values; empty after the last. */
    float[] next();
  }

  /**
   * @throws BadCheckpointException if it has more bytes than can be mapped at once, or the disk has
   *     no room for it
   */
  public TensorInfo add(String name, List<Long> shape, Values values) {
    long count = shape.stream().reduce(1L, Math::multiplyExact);
    long bytes = Math.multiplyExact(count, (long) Float.BYTES);
    if (bytes > Integer.MAX_VALUE) {
      throw new BadCheckpointException(
          "tensor %s has %,d bytes in fp32, at most %,d can be merged: merge the adapter with PEFT's"
                  .formatted(name, bytes, Integer.MAX_VALUE)
              + " merge_and_unload and give the result");
    }
    try {
      long start = channel.size();
      write(values, start);
      blocks.add(channel.map(MapMode.READ_ONLY, start, bytes).order(ByteOrder.LITTLE_ENDIAN));
    } catch (IOException e) {
      throw new BadCheckpointException(
          "no room for %,d bytes of merged weights in %s: %s; free some or set -Djava.io.tmpdir"
              .formatted(bytes, System.getProperty("java.io.tmpdir"), e.getMessage()),
          e);
    }
    long offset = (long) (blocks.size() - 1) << PLACE_BITS;
    return new TensorInfo(name, FloatFormat.F32.name(), shape, FILE, offset, bytes);
  }

  private void write(Values values, long start) throws IOException {
    long at = start;
    for (float[] next = values.next(); next.length > 0; next = values.next()) {
      ByteBuffer bytes =
          ByteBuffer.allocate(next.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      bytes.asFloatBuffer().put(next);
      while (bytes.hasRemaining()) {
        at += channel.write(bytes, at);
      }
    }
  }

  /** A tensor's bytes, little-endian, where they lie. */
  public ByteBuffer bytes(long offset, long length) {
    int place = Math.toIntExact(offset & ((1L << PLACE_BITS) - 1));
    return blocks
        .get(Math.toIntExact(offset >> PLACE_BITS))
        .slice(place, Math.toIntExact(length))
        .order(ByteOrder.LITTLE_ENDIAN);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
