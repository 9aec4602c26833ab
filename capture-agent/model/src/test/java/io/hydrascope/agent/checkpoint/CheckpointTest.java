package io.hydrascope.agent.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CheckpointTest {
  private static final Path GPT2 = Path.of("src/test/resources/golden/gpt2");

  @TempDir Path temporary;
  private TestingCheckpoint checkpoint = new TestingCheckpoint(Path.of("."));

  @BeforeEach
  void copy() {
    checkpoint = TestingCheckpoint.copyOf(GPT2, temporary.resolve("gpt2"));
  }

  @Test
  void open_symbolicLinks_findsRealFiles() throws IOException {
    Path hub = Files.createDirectories(temporary.resolve("snapshot"));
    Files.createSymbolicLink(hub.resolve("config.json"), checkpoint.config());
    Files.createSymbolicLink(hub.resolve("model.safetensors"), checkpoint.weights());
    try (Checkpoint linked = Checkpoint.open(hub);
        Checkpoint direct = Checkpoint.open(checkpoint.folder())) {
      assertThat(linked.contentSha256()).hasSize(64).isEqualTo(direct.contentSha256());
      assertThat(linked.weights().require("transformer.ln_f.weight", 48).file())
          .isEqualTo(checkpoint.weights().toRealPath());
    }
  }

  @Test
  void contentSha256_changedWeight_differs() {
    String before = contentSha256();
    TestingSafetensors.read(checkpoint.weights())
        .setFirst("transformer.ln_f.bias", 9)
        .write(checkpoint.weights());
    assertThat(contentSha256()).isNotEqualTo(before);
  }

  @Test
  void open_missingFolder_saysWhatIsNeeded() {
    assertBad(temporary.resolve("nowhere"), "nowhere is no folder", "config.json");
  }

  @Test
  void open_missingFiles_namesThem() throws IOException {
    Files.delete(checkpoint.weights());
    assertBad(checkpoint.folder(), "has no file model.safetensors");
    Files.delete(checkpoint.config());
    assertBad(checkpoint.folder(), "has no file config.json");
  }

  @Test
  void open_pickledWeights_saysHowToSaveThem() throws IOException {
    Files.move(checkpoint.weights(), checkpoint.folder().resolve("pytorch_model.bin"));
    assertBad(
        checkpoint.folder(),
        "has no file model.safetensors",
        "pytorch_model.bin is pickled",
        "save_pretrained");
  }

  @Test
  void open_deepOrHugeConfig_isBounded() throws IOException {
    Files.writeString(checkpoint.config(), "[".repeat(10_000));
    assertBad(checkpoint.folder(), "config.json is not readable JSON");
    Files.writeString(checkpoint.config(), " ".repeat((1 << 20) + 1));
    assertBad(checkpoint.folder(), "larger than 1048576 bytes");
    Files.writeString(checkpoint.config(), "[]");
    assertBad(checkpoint.folder(), "config.json is not a JSON object");
  }

  @ParameterizedTest
  @CsvSource({"-1", "1", "999999", "4611686018427387904"})
  void open_headerLengthBeyondTheFile_namesBoth(long length) throws IOException {
    byte[] bytes = Files.readAllBytes(checkpoint.weights());
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(0, length);
    Files.write(checkpoint.weights(), bytes);
    assertBad(
        checkpoint.folder(),
        "header length=" + Long.toUnsignedString(length),
        bytes.length + " bytes in the file");
  }

  @Test
  void open_tooShortFile_saysSo() throws IOException {
    Files.write(checkpoint.weights(), new byte[5]);
    assertBad(checkpoint.folder(), "model.safetensors has 5 bytes");
  }

  @Test
  void open_truncatedData_namesOffsets() throws IOException {
    byte[] bytes = Files.readAllBytes(checkpoint.weights());
    Files.write(checkpoint.weights(), Arrays.copyOf(bytes, bytes.length - 4));
    assertBad(checkpoint.folder(), "lie outside the", "cut short or damaged");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},\"b\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[4,12]}} | overlaps",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[0,8]}} | needs 12",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[9223372036854775807,4],\"data_offsets\":[0,8]}} | overflows",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,0]}} | lie outside",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[-2],\"data_offsets\":[0,8]}} | whole number",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,1e3]}} | whole number",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2]}} | needs dtype, shape and two data_offsets",
        "{\"a\":7} | needs dtype",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1,1,1,1,1,1,1,1,1],\"data_offsets\":[0,4]}} | dimensions",
        "nonsense | not readable JSON"
      })
  void open_badHeader_namesTensorAndReason(String header, String reason) {
    TestingSafetensors.write(checkpoint.weights(), header, new byte[12]);
    assertBad(checkpoint.folder(), reason, "model.safetensors");
  }

  @Test
  void requireFinite_notANumber_namesTensor() {
    TestingSafetensors.read(checkpoint.weights())
        .setFirst("transformer.ln_f.bias", Float.NaN)
        .write(checkpoint.weights());
    try (Checkpoint opened = Checkpoint.open(checkpoint.folder())) {
      Weights weights = opened.weights();
      TensorInfo tensor = weights.require("transformer.ln_f.bias", 48);
      assertThatThrownBy(() -> weights.requireFinite(tensor))
          .isInstanceOf(BadCheckpointException.class)
          .hasMessageContainingAll("transformer.ln_f.bias", "NaN", "value 0");
    }
  }

  @Test
  void require_integerWeights_areRefused() {
    TestingSafetensors.read(checkpoint.weights())
        .retype("transformer.ln_f.bias", "I32")
        .write(checkpoint.weights());
    try (Checkpoint opened = Checkpoint.open(checkpoint.folder())) {
      assertThatThrownBy(() -> opened.weights().require("transformer.ln_f.bias", 48))
          .isInstanceOf(BadCheckpointException.class)
          .hasMessageContainingAll("dtype=I32", "F32, F16, BF16");
    }
  }

  private String contentSha256() {
    try (Checkpoint opened = Checkpoint.open(checkpoint.folder())) {
      return opened.contentSha256();
    }
  }

  private static void assertBad(Path folder, String... parts) {
    assertThatThrownBy(() -> Checkpoint.open(folder).close())
        .isInstanceOf(BadCheckpointException.class)
        .hasMessageContainingAll(parts)
        .hasMessageNotContaining("\n");
  }
}
