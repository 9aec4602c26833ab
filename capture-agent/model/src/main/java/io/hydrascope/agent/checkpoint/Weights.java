package io.hydrascope.agent.checkpoint;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The tensors of safetensors files, read in pieces by position: a file of any size needs no memory
 * of its own, and a file that shrinks meanwhile is an error and not a crash.
 */
public final class Weights implements Closeable {
  private static final int BLOCK_VALUES = 1 << 18;

  private final Map<Path, FileChannel> channels;
  private final Map<String, TensorInfo> tensors;
  private final Optional<MergedTensors> merged;

  /**
   * @param channels open files by their real paths
   */
  Weights(Map<Path, FileChannel> channels, Map<String, TensorInfo> tensors) {
    this(channels, tensors, Optional.empty());
  }

  private Weights(
      Map<Path, FileChannel> channels,
      Map<String, TensorInfo> tensors,
      Optional<MergedTensors> merged) {
    this.channels = Map.copyOf(channels);
    this.tensors = Map.copyOf(tensors);
    this.merged = merged;
  }

  /**
   * The same open files with other tensors, some of them merged. Closing either closes the files.
   *
   * @param tensors all of them
   */
  public Weights with(Map<String, TensorInfo> tensors, MergedTensors merged) {
    return new Weights(channels, tensors, Optional.of(merged));
  }

  /** The real folder that their files lie in. */
  public Path folder() {
    return Objects.requireNonNull(channels.keySet().iterator().next().getParent());
  }

  /** Where merged tensors go; closing the weights that have some of them closes it. */
  public MergedTensors mergedOrNew() throws IOException {
    return merged.isPresent() ? merged.get() : MergedTensors.create();
  }

  /** Those that no file holds, if any are. */
  public Optional<MergedTensors> merged() {
    return merged;
  }

  /**
   * @param file the real file, no symbolic link
   */
  public static Weights open(Path file) throws IOException {
    return open(List.of(file));
  }

  static Weights open(Collection<Path> files) throws IOException {
    return open(files, Map.of());
  }

  /**
   * @param files the real files, no symbolic links
   * @param chosen the file that counts for a tensor that lies in two
   */
  @SuppressWarnings("MustBeClosedChecker")
  static Weights open(Collection<Path> files, Map<String, Path> chosen) throws IOException {
    Map<Path, FileChannel> channels = new LinkedHashMap<>();
    Map<String, TensorInfo> tensors = new LinkedHashMap<>();
    try {
      for (Path file : new LinkedHashSet<>(files)) {
        FileChannel channel = FileChannel.open(file);
        channels.put(file, channel);
        readHeader(file, channel).values().forEach(tensor -> addOnce(tensors, tensor, chosen));
      }
      return new Weights(channels, tensors);
    } catch (IOException | RuntimeException e) {
      close(channels.values());
      throw e;
    }
  }

  private static Map<String, TensorInfo> readHeader(Path file, FileChannel channel)
      throws IOException {
    byte[] first = new byte[SafetensorsHeader.LENGTH_BYTES];
    if (channel.size() < first.length) {
      throw new BadCheckpointException(
          "%s has %d bytes: it is no safetensors file, download it again"
              .formatted(file.getFileName(), channel.size()));
    }
    readFully(channel, ByteBuffer.wrap(first), 0);
    byte[] json = new byte[SafetensorsHeader.headerBytes(file, first, channel.size())];
    readFully(channel, ByteBuffer.wrap(json), first.length);
    return SafetensorsHeader.parse(file, json, channel.size());
  }

  private static void addOnce(
      Map<String, TensorInfo> tensors, TensorInfo tensor, Map<String, Path> chosen) {
    TensorInfo before = tensors.putIfAbsent(tensor.name(), tensor);
    if (before == null) {
      return;
    }
    Path file = chosen.get(tensor.name());
    if (tensor.file().equals(file)) {
      tensors.put(tensor.name(), tensor);
    } else if (!before.file().equals(file)) {
      throw new BadCheckpointException(
          "tensor %s is in %s and in %s: it must be in one file"
              .formatted(tensor.name(), before.file().getFileName(), tensor.file().getFileName()));
    }
  }

  /** The same open files with the text model's tensors under their names in a text model. */
  Weights ofText() {
    return new Weights(channels, Container.text(tensors), merged);
  }

  /** All of them by name. */
  public Map<String, TensorInfo> tensors() {
    return tensors;
  }

  public boolean has(String name) {
    return tensors.containsKey(name);
  }

  /**
   * @throws BadCheckpointException if there is no such tensor of that shape and of a float format
   */
  public TensorInfo require(String name, long... shape) {
    TensorInfo tensor = tensors.get(name);
    if (tensor == null) {
      throw new BadCheckpointException(
          "tensor %s is missing among %d tensors: config.json and weights do not belong together"
              .formatted(name, tensors.size()));
    }
    // Packed numbers have another shape as well: what they are says more.
    FloatFormat.of(tensor);
    List<Long> expected = Arrays.stream(shape).boxed().toList();
    if (!tensor.shape().equals(expected)) {
      throw new BadCheckpointException(
          "tensor %s has shape=%s, config.json asks for %s"
              .formatted(name, tensor.shape(), expected));
    }
    return tensor;
  }

  /** Consecutive values of a tensor, widened to float. */
  public float[] read(TensorInfo tensor, long first, int count) {
    FloatFormat format = FloatFormat.of(tensor);
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.multiplyExact(count, format.bytes()))
            .order(ByteOrder.LITTLE_ENDIAN);
    long start = tensor.offset() + first * format.bytes();
    try {
      if (tensor.file().equals(MergedTensors.FILE)) {
        bytes.put(merged.orElseThrow().bytes(start, bytes.capacity()));
      } else {
        readFully(channel(tensor), bytes, start);
      }
    } catch (IOException e) {
      throw new BadCheckpointException(
          "%s: reading tensor %s failed: %s".formatted(tensor.file(), tensor.name(), e), e);
    }
    bytes.flip();
    float[] values = new float[count];
    if (format == FloatFormat.F32) {
      bytes.asFloatBuffer().get(values);
      return values;
    }
    for (int i = 0; i < count; i++) {
      values[i] = format.decode(bytes);
    }
    return values;
  }

  public float[] readAll(TensorInfo tensor) {
    return read(tensor, 0, Math.toIntExact(tensor.count()));
  }

  /** Whether two tensors of one shape hold the same values, whatever their formats. */
  public boolean areEqual(TensorInfo one, TensorInfo other) {
    for (long first = 0; first < one.count(); first += BLOCK_VALUES) {
      int count = (int) Math.min(BLOCK_VALUES, one.count() - first);
      if (!Arrays.equals(read(one, first, count), read(other, first, count))) {
        return false;
      }
    }
    return true;
  }

  /**
   * @throws BadCheckpointException if a value is NaN or infinite
   */
  public void requireFinite(TensorInfo tensor) {
    for (long first = 0; first < tensor.count(); first += BLOCK_VALUES) {
      float[] values = read(tensor, first, (int) Math.min(BLOCK_VALUES, tensor.count() - first));
      for (int i = 0; i < values.length; i++) {
        if (!Float.isFinite(values[i])) {
          throw new BadCheckpointException(
              "tensor %s holds %s at value %d: the weights are damaged or training diverged"
                  .formatted(tensor.name(), values[i], first + i));
        }
      }
    }
  }

  private FileChannel channel(TensorInfo tensor) {
    FileChannel channel = channels.get(tensor.file());
    if (channel == null) {
      throw new IllegalArgumentException(tensor.name() + " is of another checkpoint");
    }
    return channel;
  }

  private static void readFully(FileChannel channel, ByteBuffer into, long position)
      throws IOException {
    long at = position;
    while (into.hasRemaining()) {
      int count = channel.read(into, at);
      if (count < 0) {
        throw new EOFException("the file ends at byte " + at);
      }
      at += count;
    }
  }

  @Override
  public void close() throws IOException {
    close(channels.values());
    if (merged.isPresent()) {
      merged.get().close();
    }
  }

  private static void close(Collection<FileChannel> channels) throws IOException {
    for (FileChannel channel : channels) {
      channel.close();
    }
  }
}
