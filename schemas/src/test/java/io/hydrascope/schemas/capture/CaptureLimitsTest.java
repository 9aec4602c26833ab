package io.hydrascope.schemas.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.flatbuffers.FlatBufferBuilder;
import io.hydrascope.schemas.Ablation;
import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.schemas.CapturePlan;
import io.hydrascope.schemas.ResidualBasis;
import io.hydrascope.schemas.Scope;
import io.hydrascope.schemas.Target;
import io.hydrascope.schemas.capture.BadCaptureException.Reason;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.flatbuf.Field;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.flatbuf.Null;
import org.apache.arrow.flatbuf.Schema;
import org.apache.arrow.flatbuf.Type;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages that are well-formed and ask for too much. */
class CaptureLimitsTest {
  private static final ResidualBasis BASIS = new ResidualBasis(1, 2, true);
  private static final CaptureSource SOURCE =
      new CaptureSource("demo", "base", "ab".repeat(32), "run-1");

  private final CaptureBatchCodec codec = new CaptureBatchCodec();

  @AfterEach
  void closeFindsNothingLeaked() {
    codec.close();
  }

  @Test
  void accept_moreBytesThanAMessageMayHave_isOverLimitWhateverItsHeadersSay() {
    byte[] zeros = new byte[12_000_000];
    CaptureMessage message = new CaptureMessage("run-1", "chunk", zeros);
    assertRefused(
        Reason.OVER_LIMIT,
        "12,000,000 bytes, the most is 8,388,608",
        () -> CaptureMessage.accept(zeros, message.headers()::get));
  }

  @Test
  void accept_runIdOf500KB_isOverLimit() {
    CaptureMessage message = new CaptureMessage("r".repeat(500_000), "chunk", new byte[8]);
    assertRefused(
        Reason.OVER_LIMIT,
        "500,000, the most is 512",
        () -> CaptureMessage.accept(message.value(), message.headers()::get));
  }

  /** As many bytes as before, since Arrow counts them: spaces take what the numbers leave. */
  @Test
  void decode_basisOfMoreComponentsThanAllowed_isOverLimitBeforeItIsBuilt() {
    byte[] value = codec.encode(batch(capture("p0", Map.of()), rows()), "c").value();
    String text = new String(value, StandardCharsets.ISO_8859_1);
    String basis = "\"layers\":1,\"heads\":2,\"hasPosEmbed\":true";
    assertThat(text).contains(basis);
    String claim = "\"heads\":9999,\"layers\":9999" + " ".repeat(basis.length() - 26);
    assertThat(claim).hasSameSizeAs(basis);
    byte[] claiming = text.replace(basis, claim).getBytes(StandardCharsets.ISO_8859_1);
    assertRefused(
        Reason.OVER_LIMIT,
        "components of 9999 layers with 9999 heads: 100,000,000, the most is 16,384",
        () -> codec.decode(new CaptureMessage("r", "c", claiming)));
  }

  @Test
  void batch_namesBeyondTheirLimits_areOverLimit() {
    assertRefused(
        Reason.OVER_LIMIT,
        "bytes of prompt_id=ppp",
        () -> batch(capture("p".repeat(513), Map.of()), rows()));
    assertRefused(
        Reason.OVER_LIMIT,
        "half of a surrogate pair",
        () -> batch(capture("p\ud800", Map.of()), rows()));
    Map<String, String> segments = new HashMap<>();
    for (int key = 0; key < 20_000; key++) {
      segments.put("key" + key, "");
    }
    assertRefused(
        Reason.OVER_LIMIT,
        "segments: 20,000, the most is 16",
        () -> batch(capture("p0", segments), rows()));
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e200, -1e19, Double.NaN, Double.POSITIVE_INFINITY})
  void batch_numberThatWouldEndItsSums_isRefused(double number) {
    List<double[]> columns =
        List.of(rows().logit(), rows().kappa(), rows().read(), rows().targetLogprob(), rows().kl());
    for (int column = 0; column < columns.size(); column++) {
      CaptureRows rows = rows();
      double[][] all = {rows.logit(), rows.kappa(), rows.read(), rows.targetLogprob(), rows.kl()};
      all[column][1] = number;
      assertRefused(
          Reason.BAD_ROWS, "not within ±1.0E18", () -> batch(capture("p0", Map.of()), rows));
    }
    CaptureRows contributions = rows();
    contributions.contributions()[2] = (float) number;
    assertRefused(
        Reason.BAD_ROWS, "contributions hold", () -> batch(capture("p0", Map.of()), contributions));
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-13, 1e13, 0, -1, Double.NaN})
  void batch_scaleThatNoNormHas_isRefused(double scale) {
    CaptureRows rows = rows();
    rows.scale()[1] = scale;
    assertRefused(Reason.BAD_ROWS, "has scale=", () -> batch(capture("p0", Map.of()), rows));
  }

  @Test
  void decode_moreUnitsThanRows_isRefused() {
    List<AblationUnit> units =
        List.of(AblationUnit.head(0, 0), AblationUnit.head(0, 1), AblationUnit.mlpOut(0));
    CaptureBatch batch =
        new CaptureBatch(
            SOURCE, plan(units), BASIS, units, List.of(capture("p0", Map.of())), rows());
    CaptureMessage message = codec.encode(batch, "c");
    assertRefused(Reason.BAD_ROWS, "units=3 for 2 rows", () -> codec.decode(message));
  }

  /** One description of a column, shared by a million columns, and columns within columns. */
  @Test
  void decode_columnsThatShareOneDescription_areNotBuilt() {
    FlatBufferBuilder wide = new FlatBufferBuilder();
    int[] columns = new int[1_000_000];
    Arrays.fill(columns, field(wide, new int[0]));
    assertRefused(Reason.NOT_ARROW, "columns=1000000, at most 32", () -> decode(wide, columns));

    FlatBufferBuilder deep = new FlatBufferBuilder();
    int[] children = {};
    for (int depth = 0; depth < 30; depth++) {
      int inner = field(deep, children);
      children = new int[] {inner, inner};
    }
    int[] top = {field(deep, children)};
    assertRefused(Reason.NOT_ARROW, "children of a column=2, at most 1", () -> decode(deep, top));
  }

  private static int field(FlatBufferBuilder builder, int[] children) {
    int name = builder.createString("logit");
    int list = Field.createChildrenVector(builder, children);
    Null.startNull(builder);
    int type = Null.endNull(builder);
    return Field.createField(builder, name, false, Type.Null, type, 0, list, 0);
  }

  private void decode(FlatBufferBuilder builder, int[] columns) {
    int fields = Schema.createFieldsVector(builder, columns);
    int schema = Schema.createSchema(builder, (short) 0, fields, 0, 0);
    builder.finish(Message.createMessage(builder, (short) 4, MessageHeader.Schema, schema, 0L, 0));
    byte[] metadata = builder.sizedByteArray();
    ByteBuffer frame = ByteBuffer.allocate(metadata.length + 16).order(ByteOrder.LITTLE_ENDIAN);
    frame.putInt(-1).putInt(metadata.length + 8).put(metadata);
    codec.decode(new CaptureMessage("r", "c", frame.array()));
  }

  private static void assertRefused(Reason reason, String message, Runnable action) {
    assertThatThrownBy(action::run)
        .isInstanceOfSatisfying(
            BadCaptureException.class, e -> assertThat(e.reason()).isEqualTo(reason))
        .hasMessageContaining(message);
  }

  private static Capture capture(String prompt, Map<String, String> segments) {
    return new Capture("0a".repeat(16), prompt, "g", segments, 1_700_000L);
  }

  private static CapturePlan plan(List<AblationUnit> units) {
    return new CapturePlan(Ablation.ZERO, Scope.ALL_POSITIONS, Target.NEXT, units, "all", "");
  }

  private static CaptureBatch batch(Capture capture, CaptureRows rows) {
    List<AblationUnit> units = List.of(AblationUnit.head(0, 1));
    return new CaptureBatch(SOURCE, plan(units), BASIS, units, List.of(capture), rows);
  }

  /** An intact row and an ablated one. */
  private static CaptureRows rows() {
    CaptureRows rows = CaptureRows.allocate(2, BASIS.size());
    rows.ablated()[0] = CaptureRows.INTACT;
    Arrays.fill(rows.scale(), 1);
    return rows;
  }
}
