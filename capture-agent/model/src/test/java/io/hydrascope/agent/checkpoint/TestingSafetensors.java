package io.hydrascope.agent.checkpoint;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Reads and writes whole small safetensors files. */
public final class TestingSafetensors {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Map<String, Entry> entries = new LinkedHashMap<>();

  private record Entry(String dtype, List<Long> shape, byte[] bytes) {}

  public static TestingSafetensors read(Path file) {
    try (Weights weights = Weights.open(file)) {
      byte[] all = Files.readAllBytes(file);
      TestingSafetensors copy = new TestingSafetensors();
      for (TensorInfo tensor : weights.tensors().values()) {
        int start = (int) tensor.offset();
        byte[] bytes = Arrays.copyOfRange(all, start, start + (int) tensor.byteLength());
        copy.entries.put(tensor.name(), new Entry(tensor.dtype(), tensor.shape(), bytes));
      }
      return copy;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The values of an F32 tensor. */
  public float[] floats(String name) {
    byte[] bytes = entry(name).bytes();
    float[] values = new float[bytes.length / Float.BYTES];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
    return values;
  }

  public TestingSafetensors put(String name, float[] values, Long... shape) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    entries.put(name, new Entry("F32", List.of(shape), bytes.array()));
    return this;
  }

  public TestingSafetensors setFirst(String name, float value) {
    ByteBuffer.wrap(entry(name).bytes()).order(ByteOrder.LITTLE_ENDIAN).putFloat(0, value);
    return this;
  }

  public TestingSafetensors retype(String name, String dtype) {
    Entry old = entry(name);
    entries.put(name, new Entry(dtype, old.shape(), old.bytes()));
    return this;
  }

  public TestingSafetensors remove(String name) {
    entry(name);
    entries.remove(name);
    return this;
  }

  public TestingSafetensors withoutPrefix(String prefix) {
    return renamed(name -> name.startsWith(prefix) ? name.substring(prefix.length()) : name);
  }

  public TestingSafetensors renamed(UnaryOperator<String> names) {
    TestingSafetensors renamed = new TestingSafetensors();
    entries.forEach((name, entry) -> renamed.entries.put(names.apply(name), entry));
    return renamed;
  }

  public TestingSafetensors copyTensor(String name, String copy) {
    entries.put(copy, entry(name));
    return this;
  }

  public void write(Path file) {
    ObjectNode header = JSON.createObjectNode();
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    entries.forEach(
        (name, entry) -> {
          ObjectNode node = header.putObject(name).put("dtype", entry.dtype());
          entry.shape().forEach(node.putArray("shape")::add);
          node.putArray("data_offsets").add(data.size()).add(data.size() + entry.bytes().length);
          data.writeBytes(entry.bytes());
        });
    write(file, header.toString(), data.toByteArray());
  }

  static void write(Path file, String header, byte[] data) {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes =
        ByteBuffer.allocate(Long.BYTES + json.length + data.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(json.length).put(json).put(data);
    try {
      Files.write(file, bytes.array());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Moves the data by lengthening the header, which may end in spaces. */
  public static void pad(Path file, int spaces) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    byte[] json = new byte[(int) bytes.getLong()];
    bytes.get(json);
    byte[] data = new byte[bytes.remaining()];
    bytes.get(data);
    write(file, new String(json, StandardCharsets.UTF_8) + " ".repeat(spaces), data);
  }

  private Entry entry(String name) {
    Entry entry = entries.get(name);
    if (entry == null) {
      throw new IllegalArgumentException("no tensor " + name + " among " + entries.keySet());
    }
    return entry;
  }
}
