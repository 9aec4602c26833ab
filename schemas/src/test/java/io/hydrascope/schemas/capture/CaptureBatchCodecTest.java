package io.hydrascope.schemas.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hydrascope.schemas.Ablation;
import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.schemas.CapturePlan;
import io.hydrascope.schemas.Detail;
import io.hydrascope.schemas.ResidualBasis;
import io.hydrascope.schemas.Scope;
import io.hydrascope.schemas.Target;
import io.hydrascope.schemas.capture.BadCaptureException.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CaptureBatchCodecTest {
  private static final ResidualBasis BASIS = new ResidualBasis(1, 2, true);

  private final CaptureBatchCodec codec = new CaptureBatchCodec();

  @AfterEach
  void closeFindsNothingLeaked() {
    codec.close();
  }

  @ParameterizedTest
  @EnumSource(Detail.class)
  void decode_encoded_returnsEveryValue(Detail detail) {
    CaptureBatch batch = batch(twoRows(detail));
    CaptureMessage message = codec.encode(batch, "c0");
    CaptureMessage accepted = CaptureMessage.accept(message.value(), message.headers()::get);
    assertThat(codec.decode(accepted)).usingRecursiveComparison().isEqualTo(batch);
  }

  /** The bytes of version 1: what lies in a topic must be readable by every later reader. */
  @ParameterizedTest
  @EnumSource(Detail.class)
  void encode_sameBatch_givesTheBytesOfVersion1(Detail detail) throws IOException {
    CaptureMessage message = codec.encode(batch(twoRows(detail)), "c0");
    TestingGoldenMessage.assertSame(
        "captures-" + detail.text(), message.headers(), message.value());
  }

  @Test
  void decode_underTheIdOfAnotherDetail_isRefused() {
    byte[] scalars = codec.encode(batch(twoRows(Detail.SCALARS)), "c0").value();
    for (Detail other : List.of(Detail.FULL, Detail.LAYERS)) {
      assertReason(
          Reason.NOT_ARROW, () -> codec.decode(new CaptureMessage("r", "c", other, scalars)));
    }
  }

  @Test
  void encode_threadInterrupted_encodesAndKeepsTheInterrupt() {
    CaptureBatch batch = batch(twoRows());
    byte[] undisturbed = codec.encode(batch, "c0").value();
    Thread.currentThread().interrupt();
    byte[] interrupted = codec.encode(batch, "c0").value();
    assertThat(Thread.interrupted()).isTrue();
    assertThat(interrupted).isEqualTo(undisturbed);
  }

  @Test
  void accept_ownHeaders_returnsTheMessage() {
    CaptureMessage message = codec.encode(batch(twoRows()), "c0");
    CaptureMessage read = CaptureMessage.accept(message.value(), message.headers()::get);
    assertThat(read).usingRecursiveComparison().isEqualTo(message);
  }

  @Test
  void accept_oneBitChanged_isWrongChecksum() {
    CaptureMessage message = codec.encode(batch(twoRows()), "c0");
    message.value()[message.value().length / 2] ^= 4;
    Map<String, byte[]> headers = codec.encode(batch(twoRows()), "c0").headers();
    assertReason(Reason.WRONG_CHECKSUM, () -> CaptureMessage.accept(message.value(), headers::get));
  }

  @Test
  void accept_laterVersionOrNoHeader_saysSo() {
    CaptureMessage message = codec.encode(batch(twoRows()), "c0");
    Map<String, byte[]> headers = new HashMap<>(message.headers());
    headers.put("version", new byte[] {'2'});
    assertReason(Reason.UNKNOWN_SCHEMA, () -> CaptureMessage.accept(message.value(), headers::get));
    headers.remove("version");
    assertReason(Reason.MISSING_HEADER, () -> CaptureMessage.accept(message.value(), headers::get));
    assertReason(Reason.MISSING_HEADER, () -> CaptureMessage.accept(null, headers::get));
  }

  @Test
  void decode_randomOrCutBytes_isBadCaptureAndNothingElse() {
    byte[] valid = codec.encode(batch(twoRows()), "c0").value();
    Random random = new Random(7);
    for (int i = 0; i < 2_000; i++) {
      byte[] bytes = valid.clone();
      for (int flips = 0; flips < 1 + i % 8; flips++) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      if (i % 3 == 0) {
        bytes = java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length));
      }
      CaptureMessage message = new CaptureMessage("r", "c", bytes);
      try {
        codec.decode(message); // a flip in a number can go unnoticed here: the checksum is for that
      } catch (BadCaptureException expected) {
        assertThat(expected.reason()).isNotNull();
      }
    }
  }

  /** Metrics weigh rows alike: what says that a row weighs more must not be read past. */
  @Test
  void decode_weightedCapture_isBadMetadata() {
    String value =
        new String(codec.encode(batch(twoRows()), "c0").value(), StandardCharsets.ISO_8859_1);
    byte[] weighted =
        value
            .replace("\"eventTimeMicros\"", "\"inclusionWeight\"")
            .getBytes(StandardCharsets.ISO_8859_1);
    assertReason(Reason.BAD_METADATA, () -> codec.decode(new CaptureMessage("r", "c", weighted)));
  }

  @Test
  void batch_ablatedRowWithoutIntactRow_isRefused() {
    CaptureRows rows = twoRows();
    rows.position()[1] = 6;
    assertReason(Reason.BAD_ROWS, () -> batch(rows));
  }

  @Test
  void batch_numberNotFinite_isRefused() {
    CaptureRows rows = twoRows();
    rows.contributions()[3] = Float.NaN;
    assertReason(Reason.BAD_ROWS, () -> batch(rows));
    CaptureRows scale = twoRows();
    scale.scale()[0] = 0;
    assertReason(Reason.BAD_ROWS, () -> batch(scale));
    CaptureRows sums = twoRows(Detail.SCALARS);
    sums.sums()[9] = Double.POSITIVE_INFINITY;
    assertReason(Reason.BAD_ROWS, () -> batch(sums));
  }

  private static void assertReason(Reason reason, Runnable action) {
    assertThatThrownBy(action::run)
        .isInstanceOfSatisfying(
            BadCaptureException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }

  /** An intact row and one with L0H1 ablated, at position 5. */
  private static CaptureRows twoRows() {
    return twoRows(Detail.FULL);
  }

  private static CaptureRows twoRows(Detail detail) {
    CaptureRows rows = CaptureRows.allocate(detail, 2, BASIS);
    rows.ablated()[0] = CaptureRows.INTACT;
    for (int row = 0; row < 2; row++) {
      rows.position()[row] = 5;
      rows.targetToken()[row] = 17;
      rows.logit()[row] = 3.25 - row;
      rows.kappa()[row] = 0.5;
      rows.scale()[row] = 1.5 + row;
      rows.targetLogprob()[row] = -0.125;
    }
    rows.kl()[1] = 0.75;
    rows.top1Flip()[1] = true;
    for (int i = 0; i < rows.contributions().length; i++) {
      rows.contributions()[i] = i / 8f;
    }
    for (int i = 0; i < rows.sums().length; i++) {
      rows.sums()[i] = i / 16.0;
    }
    return rows;
  }

  private static CaptureBatch batch(CaptureRows rows) {
    List<AblationUnit> ablated = List.of(AblationUnit.head(0, 1));
    return new CaptureBatch(
        new CaptureSource("demo", "base", "ab".repeat(32), "run-1"),
        new CapturePlan(Ablation.ZERO, Scope.ALL_POSITIONS, Target.NEXT, ablated, "all", ""),
        BASIS,
        ablated,
        List.of(new Capture("0a".repeat(16), "p0", "p0", Map.of("task", "sums"), 1_700_000L)),
        rows);
  }
}
