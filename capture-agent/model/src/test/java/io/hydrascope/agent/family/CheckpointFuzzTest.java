package io.hydrascope.agent.family;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hydrascope.agent.checkpoint.BadCheckpointException;
import io.hydrascope.agent.checkpoint.Checkpoint;
import io.hydrascope.agent.checkpoint.TestingParsers;
import io.hydrascope.agent.checkpoint.Weights;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Damaged files are refused with the one exception that callers expect, or still make sense. */
class CheckpointFuzzTest {
  private static final int HEADER_CASES = 50_000;
  private static final int INDEX_CASES = 20_000;
  private static final int CONFIG_CASES = 50_000;
  private static final int MAX_MESSAGE = 2000;
  private static final Path GOLDEN = Path.of("src/test/resources/golden");
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final List<String> VALUES =
      List.of(
          "0",
          "-1",
          "1",
          "2",
          "3",
          "0.5",
          "1e309",
          "1e-320",
          "null",
          "{}",
          "[]",
          "\"x\"",
          "true",
          "false",
          "65536",
          "16777216",
          "2147483648",
          "9223372036854775807",
          "99999999999999999999",
          "\"../../x\"",
          "[1, 2]",
          "{\"rope_type\": \"yarn\"}",
          "{\"rope_type\": \"yarn\", \"factor\": 1e300}",
          "{\"full_attention\": {}}");

  @Test
  void describe_damagedHeader_throwsNothingElse() throws IOException {
    List<Path> folders = folders();
    Random random = new Random(1);
    int refused = 0;
    for (Path folder : folders) {
      byte[] config = Files.readAllBytes(folder.resolve("config.json"));
      byte[] weights = Files.readAllBytes(folder.resolve("model.safetensors"));
      for (int i = 0; i < HEADER_CASES / folders.size(); i++) {
        byte[] changed = damaged(weights, random);
        refused += refuses(i, () -> describe(config, TestingParsers.weights(changed)));
      }
    }
    assertThat(refused).isGreaterThan(HEADER_CASES / 3);
  }

  @Test
  void describe_damagedConfig_throwsNothingElse() throws IOException {
    List<Path> folders = folders();
    Random random = new Random(2);
    int refused = 0;
    for (Path folder : folders) {
      try (Checkpoint checkpoint = Checkpoint.open(folder)) {
        for (String name : List.of("config.json", "config.transformers5.json")) {
          byte[] config = Files.readAllBytes(folder.resolve(name));
          int cases = CONFIG_CASES / (2 * folders.size());
          refused += refusedConfigs(config, checkpoint.weights(), cases, random);
        }
      }
    }
    assertThat(refused).isGreaterThan(CONFIG_CASES / 4);
  }

  private static int refusedConfigs(byte[] config, Weights weights, int cases, Random random)
      throws IOException {
    int refused = 0;
    for (int i = 0; i < cases; i++) {
      byte[] changed = random.nextInt(4) == 0 ? damaged(config, random) : swapped(config, random);
      refused += refuses(i, () -> describe(changed, weights));
    }
    return refused;
  }

  @Test
  void parse_damagedIndex_throwsNothingElse() throws IOException {
    byte[] index = Files.readAllBytes(GOLDEN.resolve("llama_sharded/model.safetensors.index.json"));
    Map<String, String> files = TestingParsers.fileByTensor(index);
    Random random = new Random(3);
    int refused = 0;
    for (int i = 0; i < INDEX_CASES; i++) {
      byte[] changed = random.nextBoolean() ? damaged(index, random) : swapped(index, random);
      refused += refuses(i, () -> TestingParsers.index(changed, files));
    }
    assertThat(refused).isGreaterThan(INDEX_CASES / 3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "{\"a\":", "{\"weight_map\":{\"a\":"})
  void parse_endlesslyNested_isRefused(String open) {
    byte[] json = open.repeat(100_000).getBytes(StandardCharsets.UTF_8);
    assertBad(() -> TestingParsers.config(json), "not readable JSON");
    assertBad(() -> TestingParsers.fileByTensor(json), "not readable JSON");
    assertBad(() -> TestingParsers.weights(file(json)), "not readable JSON");
  }

  @Test
  void parse_moreTokensThanAnyModel_isRefused() {
    byte[] json = ("[" + "0,".repeat(5_000_000) + "0]").getBytes(StandardCharsets.UTF_8);
    assertBad(() -> TestingParsers.config(json), "not readable JSON");
  }

  private static List<Path> folders() throws IOException {
    try (Stream<Path> folders = Files.list(GOLDEN)) {
      return folders
          .filter(folder -> Files.exists(folder.resolve("model.safetensors")))
          .sorted()
          .toList();
    }
  }

  private static void describe(byte[] config, Weights weights) {
    Families.describe(TestingParsers.config(config), weights);
  }

  private static int refuses(int seed, Runnable reading) {
    try {
      reading.run();
      return 0;
    } catch (BadCheckpointException e) {
      assertThat(e.getMessage()).as("case %d", seed).isNotBlank().hasSizeLessThan(MAX_MESSAGE);
      return 1;
    }
  }

  private static void assertBad(Runnable reading, String message) {
    assertThatThrownBy(reading::run)
        .isInstanceOf(BadCheckpointException.class)
        .hasMessageContaining(message);
  }

  private static byte[] file(byte[] json) {
    ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES + json.length).order(ByteOrder.LITTLE_ENDIAN);
    return bytes.putLong(json.length).put(json).array();
  }

  /** A few bytes changed or cut off at the start of a file. */
  private static byte[] damaged(byte[] original, Random random) {
    byte[] bytes = original.clone();
    int changes = 1 + random.nextInt(4);
    for (int change = 0; change < changes; change++) {
      int at = random.nextInt(Math.min(2500, bytes.length));
      switch (random.nextInt(4)) {
        case 0 -> bytes[at] = (byte) random.nextInt();
        case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 2 -> bytes = Arrays.copyOf(bytes, 8 + random.nextInt(bytes.length));
        default -> bytes[at] = (byte) ('0' + random.nextInt(10));
      }
    }
    return bytes;
  }

  /** One or two values, however deep, replaced by others. */
  private static byte[] swapped(byte[] original, Random random) throws IOException {
    JsonNode json = JSON.readTree(original);
    for (int change = 0; change <= random.nextInt(2); change++) {
      List<ObjectNode> objects = new ArrayList<>();
      collect(json, objects);
      ObjectNode object = objects.get(random.nextInt(objects.size()));
      List<String> names = new ArrayList<>();
      object.fieldNames().forEachRemaining(names::add);
      if (!names.isEmpty()) {
        String name = names.get(random.nextInt(names.size()));
        object.set(name, JSON.readTree(VALUES.get(random.nextInt(VALUES.size()))));
      }
    }
    return JSON.writeValueAsBytes(json);
  }

  private static void collect(JsonNode node, List<ObjectNode> objects) {
    if (node instanceof ObjectNode object) {
      objects.add(object);
    }
    node.forEach(child -> collect(child, objects));
  }
}
