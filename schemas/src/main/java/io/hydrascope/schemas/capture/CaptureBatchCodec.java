package io.hydrascope.schemas.capture;

import static io.hydrascope.schemas.capture.BadCaptureException.Reason.BAD_METADATA;
import static io.hydrascope.schemas.capture.BadCaptureException.Reason.BAD_ROWS;
import static io.hydrascope.schemas.capture.BadCaptureException.Reason.NOT_ARROW;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.schemas.CapturePlan;
import io.hydrascope.schemas.ResidualBasis;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.ipc.ArrowStreamWriter;

/** Writes and reads {@link CaptureLayout}. Not thread-safe; holds Arrow memory until closed. */
public final class CaptureBatchCodec implements AutoCloseable {
  /** Bounds what a hostile message can make the reader allocate. */
  private static final long MEMORY_LIMIT_BYTES = 256L << 20;

  private static final int FIXED_ROW_BYTES = 5 * Integer.BYTES + 6 * Double.BYTES + 1;

  private final JsonMapper json =
      JsonMapper.builder().disable(MapperFeature.AUTO_DETECT_IS_GETTERS).build();
  private final BufferAllocator allocator = new RootAllocator(MEMORY_LIMIT_BYTES);

  private record Metadata(
      CaptureSource source,
      CapturePlan plan,
      ResidualBasis basis,
      List<AblationUnit> ablated,
      List<Capture> captures) {}

  /** About how many bytes one row takes in a message. */
  public static int rowBytes(ResidualBasis basis) {
    return FIXED_ROW_BYTES + basis.size() * Float.BYTES;
  }

  /**
   * @param chunkId deterministic name of this part of the run
   */
  public CaptureMessage encode(CaptureBatch batch, String chunkId) {
    int rows = batch.rows().count();
    BytesChannel bytes = new BytesChannel(rows * rowBytes(batch.basis()) + (1 << 14));
    try (VectorSchemaRoot root =
            VectorSchemaRoot.create(
                CaptureLayout.schema(batch.basis().size(), metadata(batch)), allocator);
        ArrowStreamWriter writer = new ArrowStreamWriter(root, null, bytes)) {
      fill(root, batch.rows());
      writer.start();
      writer.writeBatch();
      writer.end();
    } catch (IOException e) {
      throw new UncheckedIOException("a byte array cannot fail", e);
    }
    return new CaptureMessage(batch.source().runId(), chunkId, bytes.toByteArray());
  }

  /**
   * @throws BadCaptureException if the value is not such a batch
   */
  public CaptureBatch decode(CaptureMessage message) {
    try {
      return new ArrowFrames(message.value())
          .read(allocator, root -> batch(root, message.value().length));
    } catch (BadCaptureException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw new BadCaptureException(NOT_ARROW, "not a capture batch: " + e, e);
    }
  }

  private CaptureBatch batch(VectorSchemaRoot root, int valueBytes) {
    Metadata metadata = metadata(root);
    if ((long) root.getRowCount() * rowBytes(metadata.basis()) > 2L * valueBytes) {
      throw new BadCaptureException(
          BAD_ROWS, "rows=" + root.getRowCount() + " in " + valueBytes + " bytes");
    }
    return new CaptureBatch(
        metadata.source(),
        metadata.plan(),
        metadata.basis(),
        metadata.ablated(),
        metadata.captures(),
        rows(root, metadata.basis().size()));
  }

  private String metadata(CaptureBatch batch) {
    try {
      return json.writeValueAsString(
          new Metadata(
              batch.source(), batch.plan(), batch.basis(), batch.ablated(), batch.captures()));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("plain records always become JSON", e);
    }
  }

  private Metadata metadata(VectorSchemaRoot root) {
    String text = root.getSchema().getCustomMetadata().get(CaptureLayout.METADATA_KEY);
    if (text == null) {
      throw new BadCaptureException(BAD_METADATA, CaptureLayout.METADATA_KEY + " is missing");
    }
    try {
      return json.readValue(text, Metadata.class);
    } catch (JsonProcessingException e) {
      throw new BadCaptureException(
          BAD_METADATA, CaptureLayout.METADATA_KEY + " is unreadable: " + e.getOriginalMessage());
    }
  }

  private static void fill(VectorSchemaRoot root, CaptureRows rows) {
    fill(root, "capture", rows.capture());
    fill(root, "position", rows.position());
    fill(root, "ablated", rows.ablated());
    fill(root, "donor", rows.donor());
    fill(root, "target_token", rows.targetToken());
    fill(root, "logit", rows.logit());
    fill(root, "kappa", rows.kappa());
    fill(root, "scale", rows.scale());
    fill(root, "read", rows.read());
    fill(root, "target_logprob", rows.targetLogprob());
    fill(root, "kl", rows.kl());
    BitVector flips = (BitVector) root.getVector("top1_flip");
    flips.allocateNew(rows.count());
    FixedSizeListVector lists = (FixedSizeListVector) root.getVector(CaptureLayout.CONTRIBUTIONS);
    lists.setInitialCapacity(rows.count());
    lists.allocateNew();
    for (int row = 0; row < rows.count(); row++) {
      flips.set(row, rows.top1Flip()[row] ? 1 : 0);
      lists.setNotNull(row);
    }
    fillContributions((Float4Vector) lists.getDataVector(), rows.contributions());
    lists.setValueCount(rows.count());
    root.setRowCount(rows.count());
  }

  private static void fill(VectorSchemaRoot root, String column, int[] values) {
    IntVector vector = (IntVector) root.getVector(column);
    vector.allocateNew(values.length);
    for (int row = 0; row < values.length; row++) {
      vector.set(row, values[row]);
    }
  }

  private static void fill(VectorSchemaRoot root, String column, double[] values) {
    Float8Vector vector = (Float8Vector) root.getVector(column);
    vector.allocateNew(values.length);
    for (int row = 0; row < values.length; row++) {
      vector.set(row, values[row]);
    }
  }

  private static void fillContributions(Float4Vector vector, float[] values) {
    vector.allocateNew(values.length);
    floats(vector, values.length).put(values);
    vector.getValidityBuffer().setOne(0L, (values.length + 7L) / 8);
    vector.setValueCount(values.length);
  }

  private static CaptureRows rows(VectorSchemaRoot root, int components) {
    FixedSizeListVector lists =
        column(root, CaptureLayout.CONTRIBUTIONS, FixedSizeListVector.class);
    int count = root.getRowCount();
    if (lists.getListSize() != components) {
      throw new BadCaptureException(
          BAD_ROWS,
          "contributions have %d entries a row, the basis has %d"
              .formatted(lists.getListSize(), components));
    }
    BitVector flips = column(root, "top1_flip", BitVector.class);
    boolean[] top1Flip = new boolean[count];
    for (int row = 0; row < count; row++) {
      top1Flip[row] = flips.get(row) == 1;
    }
    float[] contributions = new float[count * components];
    floats((Float4Vector) lists.getDataVector(), contributions.length).get(contributions);
    return new CaptureRows(
        ints(root, "capture", count),
        ints(root, "position", count),
        ints(root, "ablated", count),
        ints(root, "donor", count),
        ints(root, "target_token", count),
        doubles(root, "logit", count),
        doubles(root, "kappa", count),
        doubles(root, "scale", count),
        doubles(root, "read", count),
        doubles(root, "target_logprob", count),
        doubles(root, "kl", count),
        top1Flip,
        contributions);
  }

  private static int[] ints(VectorSchemaRoot root, String name, int count) {
    IntVector vector = column(root, name, IntVector.class);
    int[] values = new int[count];
    for (int row = 0; row < count; row++) {
      values[row] = vector.get(row);
    }
    return values;
  }

  private static double[] doubles(VectorSchemaRoot root, String name, int count) {
    Float8Vector vector = column(root, name, Float8Vector.class);
    double[] values = new double[count];
    for (int row = 0; row < count; row++) {
      values[row] = vector.get(row);
    }
    return values;
  }

  private static <V> V column(VectorSchemaRoot root, String name, Class<V> type) {
    Object vector = root.getVector(name);
    if (!type.isInstance(vector)) {
      throw new BadCaptureException(NOT_ARROW, "column " + name + " is missing or of another type");
    }
    return type.cast(vector);
  }

  private static FloatBuffer floats(Float4Vector vector, int count) {
    return vector
        .getDataBuffer()
        .nioBuffer(0, count * Float.BYTES)
        .order(ByteOrder.LITTLE_ENDIAN)
        .asFloatBuffer();
  }

  @Override
  public void close() {
    allocator.close();
  }
}
