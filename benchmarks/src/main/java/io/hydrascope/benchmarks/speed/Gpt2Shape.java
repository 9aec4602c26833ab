package io.hydrascope.benchmarks.speed;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;

/** The sizes of a GPT-2, which it can write as a checkpoint of seeded random weights. */
record Gpt2Shape(int layers, int heads, int width, int vocabulary, int context) {
  static final Gpt2Shape SMALL = new Gpt2Shape(12, 12, 768, 50_257, 1024);
  static final Gpt2Shape TINY = new Gpt2Shape(5, 4, 64, 2048, 256);

  private static final int BLOCK_VALUES = 1 << 18;
  private static final float DEVIATION = 0.05f;

  /** Heads and MLPs. */
  int components() {
    return layers * (heads + 1);
  }

  /** The folder below {@code parent}, written if it is not there yet. */
  Path checkpoint(Path parent) throws IOException {
    Path folder = parent.resolve("gpt2-%dx%dx%d".formatted(layers, heads, width));
    if (Files.exists(folder.resolve("config.json"))) {
      return folder;
    }
    Files.createDirectories(folder);
    try (OutputStream out = Files.newOutputStream(folder.resolve("model.safetensors"))) {
      writeWeights(out);
    }
    Files.writeString(folder.resolve("config.json"), config());
    return folder;
  }

  private String config() {
    return """
        {"model_type": "gpt2", "architectures": ["GPT2LMHeadModel"], "n_layer": %d, "n_head": %d,
         "n_embd": %d, "vocab_size": %d, "n_positions": %d, "n_ctx": %d,
         "activation_function": "gelu_new", "layer_norm_epsilon": 1e-5, "tie_word_embeddings": true}
        """
        .formatted(layers, heads, width, vocabulary, context, context);
  }

  private Map<String, int[]> tensors() {
    Map<String, int[]> tensors = new LinkedHashMap<>();
    tensors.put("wte.weight", new int[] {vocabulary, width});
    tensors.put("wpe.weight", new int[] {context, width});
    for (int layer = 0; layer < layers; layer++) {
      String block = "h." + layer + ".";
      putNorm(tensors, block + "ln_1");
      putNorm(tensors, block + "ln_2");
      putLinear(tensors, block + "attn.c_attn", width, 3 * width);
      putLinear(tensors, block + "attn.c_proj", width, width);
      putLinear(tensors, block + "mlp.c_fc", width, 4 * width);
      putLinear(tensors, block + "mlp.c_proj", 4 * width, width);
    }
    putNorm(tensors, "ln_f");
    return tensors;
  }

  private void putNorm(Map<String, int[]> tensors, String name) {
    tensors.put(name + ".weight", new int[] {width});
    tensors.put(name + ".bias", new int[] {width});
  }

  private static void putLinear(Map<String, int[]> tensors, String name, int in, int out) {
    tensors.put(name + ".weight", new int[] {in, out});
    tensors.put(name + ".bias", new int[] {out});
  }

  private void writeWeights(OutputStream out) throws IOException {
    Map<String, int[]> tensors = tensors();
    byte[] header = header(tensors).getBytes(StandardCharsets.UTF_8);
    ByteBuffer length = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    out.write(length.putLong(header.length).array());
    out.write(header);
    Random random = new Random(1);
    for (Map.Entry<String, int[]> tensor : tensors.entrySet()) {
      boolean gain = tensor.getKey().contains("ln_") && tensor.getKey().endsWith("weight");
      writeValues(out, count(tensor.getValue()), gain ? 1 : 0, random);
    }
  }

  private static String header(Map<String, int[]> tensors) {
    StringBuilder json = new StringBuilder("{");
    long offset = 0;
    for (Map.Entry<String, int[]> tensor : tensors.entrySet()) {
      String shape =
          Arrays.stream(tensor.getValue())
              .mapToObj(String::valueOf)
              .collect(Collectors.joining(","));
      long end = offset + Float.BYTES * count(tensor.getValue());
      json.append(offset == 0 ? "" : ",")
          .append(
              "\"%s\":{\"dtype\":\"F32\",\"shape\":[%s],\"data_offsets\":[%d,%d]}"
                  .formatted(tensor.getKey(), shape, offset, end));
      offset = end;
    }
    return json.append("}").toString();
  }

  private static void writeValues(OutputStream out, long count, float mean, Random random)
      throws IOException {
    for (long done = 0; done < count; done += BLOCK_VALUES) {
      int values = (int) Math.min(BLOCK_VALUES, count - done);
      ByteBuffer block = ByteBuffer.allocate(values * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      for (int i = 0; i < values; i++) {
        block.putFloat(mean + DEVIATION * (float) random.nextGaussian());
      }
      out.write(block.array());
    }
  }

  private static long count(int[] shape) {
    long count = 1;
    for (int size : shape) {
      count *= size;
    }
    return count;
  }
}
