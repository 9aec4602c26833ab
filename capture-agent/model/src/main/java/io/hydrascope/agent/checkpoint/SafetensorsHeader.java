package io.hydrascope.agent.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The directory at the start of a safetensors file.
 *
 * <pre>
 * header length N (uint64, little-endian) · N bytes of JSON · data
 * JSON: {"__metadata__": {…}, name: {"dtype": "F32", "shape": [2, 3], "data_offsets": [begin, end]}, …}
 * </pre>
 *
 * Offsets count from the start of the data. Tensors fill the data without overlap.
 */
final class SafetensorsHeader {
  static final int LENGTH_BYTES = Long.BYTES;

  /** The format's own limit. */
  static final int MAX_HEADER_BYTES = 100_000_000;

  private static final String METADATA = "__metadata__";
  private static final int MAX_DIMENSIONS = 8;

  private final Path file;
  private final long dataStart;
  private final long dataBytes;

  private SafetensorsHeader(Path file, long dataStart, long dataBytes) {
    this.file = file;
    this.dataStart = dataStart;
    this.dataBytes = dataBytes;
  }

  /**
   * @param first the file's first {@link #LENGTH_BYTES} bytes
   */
  static int headerBytes(Path file, byte[] first, long fileBytes) {
    long length = ByteBuffer.wrap(first).order(ByteOrder.LITTLE_ENDIAN).getLong();
    long limit = Math.min(MAX_HEADER_BYTES, fileBytes - LENGTH_BYTES);
    if (length < 2 || length > limit) {
      throw new BadCheckpointException(
          "%s: header length=%s with %d bytes in the file; it must be 2 to %d. The file is damaged"
                  .formatted(file.getFileName(), Long.toUnsignedString(length), fileBytes, limit)
              + " or no safetensors file: download it again");
    }
    return (int) length;
  }

  static Map<String, TensorInfo> parse(Path file, byte[] json, long fileBytes) {
    long dataStart = LENGTH_BYTES + (long) json.length;
    ObjectNode object = BoundedJson.object(file.getFileName() + " header", json);
    return new SafetensorsHeader(file, dataStart, fileBytes - dataStart).tensors(object);
  }

  private Map<String, TensorInfo> tensors(ObjectNode object) {
    Map<String, TensorInfo> tensors = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : object.properties()) {
      if (!entry.getKey().equals(METADATA)) {
        tensors.put(entry.getKey(), tensor(entry.getKey(), entry.getValue()));
      }
    }
    requireNoOverlap(tensors.values().stream().toList());
    return tensors;
  }

  private TensorInfo tensor(String name, JsonNode entry) {
    JsonNode offsets = entry.path("data_offsets");
    if (!entry.path("dtype").isTextual() || !entry.path("shape").isArray() || offsets.size() != 2) {
      throw bad(name, "needs dtype, shape and two data_offsets");
    }
    long begin = size(name, offsets.get(0));
    long end = size(name, offsets.get(1));
    if (begin > end || end > dataBytes) {
      throw bad(
          name,
          "data_offsets=[%d, %d] lie outside the %d bytes of data: the file is cut short or damaged"
              .formatted(begin, end, dataBytes));
    }
    List<Long> shape = new ArrayList<>();
    entry.path("shape").forEach(dimension -> shape.add(size(name, dimension)));
    if (shape.size() > MAX_DIMENSIONS) {
      throw bad(name, "has %d dimensions, limit %d".formatted(shape.size(), MAX_DIMENSIONS));
    }
    String dtype = entry.path("dtype").textValue();
    TensorInfo tensor = new TensorInfo(name, dtype, shape, file, dataStart + begin, end - begin);
    requireLength(tensor);
    return tensor;
  }

  private void requireLength(TensorInfo tensor) {
    FloatFormat.find(tensor.dtype())
        .ifPresent(
            format -> {
              long expected = byteCount(tensor, format);
              if (expected != tensor.byteLength()) {
                throw bad(
                    tensor.name(),
                    "has %d bytes, shape=%s of %s needs %d"
                        .formatted(tensor.byteLength(), tensor.shape(), tensor.dtype(), expected));
              }
            });
  }

  private long byteCount(TensorInfo tensor, FloatFormat format) {
    try {
      return Math.multiplyExact(tensor.count(), format.bytes());
    } catch (ArithmeticException e) {
      throw bad(tensor.name(), "shape=" + tensor.shape() + " overflows");
    }
  }

  private void requireNoOverlap(List<TensorInfo> tensors) {
    List<TensorInfo> ordered =
        tensors.stream()
            .filter(tensor -> tensor.byteLength() > 0)
            .sorted(Comparator.comparingLong(TensorInfo::offset))
            .toList();
    for (int i = 1; i < ordered.size(); i++) {
      TensorInfo before = ordered.get(i - 1);
      if (before.offset() + before.byteLength() > ordered.get(i).offset()) {
        throw bad(ordered.get(i).name(), "overlaps tensor " + before.name());
      }
    }
  }

  private long size(String name, JsonNode value) {
    if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 0) {
      throw bad(name, "holds a size that is no whole number from 0");
    }
    return value.longValue();
  }

  private BadCheckpointException bad(String tensor, String what) {
    String shortName = tensor.length() <= 100 ? tensor : tensor.substring(0, 100) + "…";
    return new BadCheckpointException(
        "%s: tensor %s %s".formatted(file.getFileName(), shortName, what));
  }
}
