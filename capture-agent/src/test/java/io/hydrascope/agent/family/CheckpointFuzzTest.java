package io.hydrascope.agent.family;

import static org.assertj.core.api.Assertions.assertThat;

import io.hydrascope.agent.checkpoint.BadCheckpointException;
import io.hydrascope.agent.checkpoint.Checkpoint;
import io.hydrascope.agent.checkpoint.TestingCheckpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Damaged files are refused with the one exception that callers expect, or still make sense. */
class CheckpointFuzzTest {
  private static final int CASES = 1500;
  private static final Path GOLDEN = Path.of("src/test/resources/golden");
  private static final String[] WORDS = {
    "0", "-1", "1e309", "null", "{}", "[]", "\"x\"", "true", "2147483648", "99999999999999999999"
  };

  @TempDir Path temporary;

  @ParameterizedTest
  @ValueSource(strings = {"llama_llama3_tied", "gpt2_f16_untied"})
  void describe_damagedWeights_throwsNothingElse(String model) throws IOException {
    TestingCheckpoint copy =
        TestingCheckpoint.copyOf(GOLDEN.resolve(model), temporary.resolve(model));
    byte[] original = Files.readAllBytes(copy.weights());
    Random random = new Random(1);
    int refused = 0;
    for (int i = 0; i < CASES; i++) {
      Files.write(copy.weights(), damaged(original, random, 2500));
      refused += describe(copy.folder(), i) ? 0 : 1;
    }
    assertThat(refused).isGreaterThan(CASES / 3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"llama_llama3_tied", "gpt2_f16_untied"})
  void describe_damagedConfig_throwsNothingElse(String model) throws IOException {
    TestingCheckpoint copy =
        TestingCheckpoint.copyOf(GOLDEN.resolve(model), temporary.resolve(model));
    byte[] original = Files.readAllBytes(copy.config());
    Random random = new Random(2);
    int refused = 0;
    for (int i = 0; i < CASES; i++) {
      byte[] bytes =
          i % 2 == 0 ? damaged(original, random, original.length) : swap(original, random);
      Files.write(copy.config(), bytes);
      refused += describe(copy.folder(), i) ? 0 : 1;
    }
    assertThat(refused).isGreaterThan(CASES / 3);
  }

  private static boolean describe(Path folder, int seed) {
    try (Checkpoint checkpoint = Checkpoint.open(folder)) {
      Transformer model = Families.describe(checkpoint);
      model.tensors().forEach(checkpoint.weights()::requireFinite);
      return true;
    } catch (BadCheckpointException e) {
      assertThat(e).as("case %d", seed).message().isNotBlank();
      return false;
    }
  }

  /** A few bytes changed, removed or repeated within the first {@code reach} bytes. */
  private static byte[] damaged(byte[] original, Random random, int reach) {
    byte[] bytes = original.clone();
    int changes = 1 + random.nextInt(4);
    for (int change = 0; change < changes; change++) {
      int at = random.nextInt(Math.min(reach, bytes.length));
      switch (random.nextInt(4)) {
        case 0 -> bytes[at] = (byte) random.nextInt();
        case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 2 -> bytes = Arrays.copyOf(bytes, 1 + random.nextInt(bytes.length));
        default -> bytes[at] = (byte) ('0' + random.nextInt(10));
      }
    }
    return bytes;
  }

  /** One value of the JSON text replaced by another kind of value. */
  private static byte[] swap(byte[] original, Random random) {
    String text = new String(original, java.nio.charset.StandardCharsets.UTF_8);
    String[] lines = text.split("\n", -1);
    int at = random.nextInt(lines.length);
    int colon = lines[at].indexOf(':');
    if (colon > 0) {
      String comma = lines[at].endsWith(",") ? "," : "";
      lines[at] = lines[at].substring(0, colon + 1) + WORDS[random.nextInt(WORDS.length)] + comma;
    }
    return String.join("\n", lines).getBytes(java.nio.charset.StandardCharsets.UTF_8);
  }
}
