package io.hydrascope.schemas.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hydrascope.schemas.Ablation;
import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.schemas.ActivationSite;
import io.hydrascope.schemas.CapturePlan;
import io.hydrascope.schemas.Scope;
import io.hydrascope.schemas.Target;
import io.hydrascope.schemas.VectorPrecision;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class VectorBatchCodecTest {
  private static final AblationUnit HEAD = AblationUnit.head(0, 1);

  private final VectorBatchCodec codec = new VectorBatchCodec();

  @AfterEach
  void closeFindsNothingLeaked() {
    codec.close();
  }

  @Test
  void decode_encoded_returnsEveryValue() {
    VectorBatch batch = batch(VectorPrecision.F32, -1.1f, Float.MIN_VALUE, 3e38f);
    VectorMessage message = codec.encode(batch, "c0");
    VectorMessage accepted = VectorMessage.accept(message.value(), message.headers()::get);
    assertThat(codec.decode(accepted)).usingRecursiveComparison().isEqualTo(batch);
  }

  @Test
  void decode_bf16_returnsTheNearest() {
    VectorBatch read =
        codec.decode(
            codec.encode(batch(VectorPrecision.BF16, 1 + 0x1p-8f, 1 + 0x3p-8f, -1.1f), "c0"));
    // Ties go to the even neighbour: 1.00390625 lies between 1 and 1.0078125.
    assertThat(read.entries().get(0).values()).containsExactly(1f, 1.015625f, -1.1015625f);
  }

  /** The bytes of version 1: what lies in a topic must be readable by every later reader. */
  @ParameterizedTest
  @EnumSource(VectorPrecision.class)
  void encode_sameBatch_givesTheBytesOfVersion1(VectorPrecision precision) throws IOException {
    VectorMessage message = codec.encode(batch(precision, 1f, -2.5f, 0.15625f), "c0");
    TestingGoldenMessage.assertSame(
        "vectors-" + precision.text(), message.headers(), message.value());
  }

  @Test
  void decode_randomBytes_isBadCaptureAndNothingElse() {
    byte[] valid = codec.encode(batch(VectorPrecision.F32, 1f, 2f, 3f), "c0").value();
    Random random = new Random(11);
    for (int i = 0; i < 2_000; i++) {
      byte[] bytes = valid.clone();
      for (int flips = 0; flips < 1 + i % 8; flips++) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      try {
        codec.decode(new VectorMessage("run", "c0", bytes));
      } catch (BadCaptureException e) {
        assertThat(e.getMessage()).isNotBlank();
      }
    }
  }

  @Test
  void batch_indexOrNumberThatLies_saysWhich() {
    assertThatThrownBy(() -> batch(VectorPrecision.F32, Float.NaN))
        .isInstanceOf(BadCaptureException.class)
        .hasMessageContaining("NaN");
    assertThatThrownBy(() -> batch(VectorPrecision.F32)).hasMessageContaining("vector=0 is empty");
  }

  private static VectorBatch batch(VectorPrecision precision, float... values) {
    CapturePlan plan =
        new CapturePlan(Ablation.ZERO, Scope.ALL_POSITIONS, Target.NEXT, List.of(HEAD), "all", "");
    return new VectorBatch(
        new CaptureSource("m", "r", "ab".repeat(32), "run"),
        plan,
        precision,
        List.of(new Capture("c0", "p0", "p0", Map.of(), 12)),
        List.of(HEAD),
        List.of(ActivationSite.z(0, 1)),
        List.of(new VectorBatch.Entry(0, 0, CaptureRows.NO_DONOR, 2, 0, values)));
  }
}
