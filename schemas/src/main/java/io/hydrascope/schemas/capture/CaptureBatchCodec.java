package io.hydrascope.schemas.capture;

import static io.hydrascope.schemas.capture.BadCaptureException.Reason.BAD_ROWS;
import static io.hydrascope.schemas.capture.BadCaptureException.Reason.NOT_ARROW;

import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.schemas.CapturePlan;
import io.hydrascope.schemas.Detail;
import io.hydrascope.schemas.ResidualBasis;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.FieldVector;
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

  private final BufferAllocator allocator = new RootAllocator(MEMORY_LIMIT_BYTES);

  private record Metadata(
      CaptureSource source,
      CapturePlan plan,
      ResidualBasis basis,
      List<AblationUnit> ablated,
      List<Capture> captures) {}

  /** About how many bytes one row of full detail takes in a message. */
  public static int rowBytes(ResidualBasis basis) {
    return rowBytes(Detail.FULL, basis);
  }

  /** About how many bytes one row takes in a message. */
  public static int rowBytes(Detail detail, ResidualBasis basis) {
    int sums = CaptureLayout.hasSums(detail) ? RowSum.COUNT : 0;
    return FIXED_ROW_BYTES + sums * Double.BYTES + detail.width(basis) * Float.BYTES;
  }

  /**
   * @param chunkId deterministic name of this part of the run
   */
  public CaptureMessage encode(CaptureBatch batch, String chunkId) {
    Detail detail = batch.rows().detail();
    int rows = batch.rows().count();
    BytesChannel bytes = new BytesChannel(rows * rowBytes(detail, batch.basis()) + (1 << 14));
    try (VectorSchemaRoot root =
            VectorSchemaRoot.create(
                CaptureLayout.schema(detail, detail.width(batch.basis()), metadata(batch)),
                allocator);
        ArrowStreamWriter writer = new ArrowStreamWriter(root, null, bytes)) {
      fill(root, batch.rows());
      writer.start();
      writer.writeBatch();
      writer.end();
    } catch (IOException e) {
      throw new UncheckedIOException("a byte array cannot fail", e);
    }
    return new CaptureMessage(batch.source().runId(), chunkId, detail, bytes.toByteArray());
  }

  /**
   * @throws BadCaptureException if the value is not such a batch
   */
  public CaptureBatch decode(CaptureMessage message) {
    try {
      return new ArrowFrames(message.value())
          .read(allocator, root -> batch(root, message.detail(), message.value().length));
    } catch (BadCaptureException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw new BadCaptureException(NOT_ARROW, "not a capture batch: " + e, e);
    }
  }

  private CaptureBatch batch(VectorSchemaRoot root, Detail detail, int valueBytes) {
    DescriptionCheck.requireFew(root.getRowCount());
    Metadata metadata = BatchMetadata.read(root, CaptureLayout.METADATA_KEY, Metadata.class);
    if ((long) root.getRowCount() * rowBytes(detail, metadata.basis()) > 2L * valueBytes) {
      throw new BadCaptureException(
          BAD_ROWS, "rows=" + root.getRowCount() + " in " + valueBytes + " bytes");
    }
    if (metadata.ablated().size() > root.getRowCount()) {
      throw new BadCaptureException(
          BAD_ROWS,
          "units=%d for %d rows".formatted(metadata.ablated().size(), root.getRowCount()));
    }
    return new CaptureBatch(
        metadata.source(),
        metadata.plan(),
        metadata.basis(),
        metadata.ablated(),
        metadata.captures(),
        rows(root, detail, detail.width(metadata.basis())));
  }

  private static String metadata(CaptureBatch batch) {
    return BatchMetadata.write(
        new Metadata(
            batch.source(), batch.plan(), batch.basis(), batch.ablated(), batch.captures()));
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
    for (int row = 0; row < rows.count(); row++) {
      flips.set(row, rows.top1Flip()[row] ? 1 : 0);
    }
    if (CaptureLayout.hasSums(rows.detail())) {
      fillSums(lists(root, CaptureLayout.SUMS, rows.count()), rows.sums());
    }
    if (CaptureLayout.hasContributions(rows.detail())) {
      FixedSizeListVector lists = lists(root, CaptureLayout.CONTRIBUTIONS, rows.count());
      fillContributions((Float4Vector) lists.getDataVector(), rows.contributions());
    }
    root.setRowCount(rows.count());
  }

  /** Lists of every row, whose items are still to be filled. */
  private static FixedSizeListVector lists(VectorSchemaRoot root, String column, int count) {
    FixedSizeListVector lists = (FixedSizeListVector) root.getVector(column);
    lists.setInitialCapacity(count);
    lists.allocateNew();
    setAllPresent(lists.getValidityBuffer(), count);
    lists.setValueCount(count);
    return lists;
  }

  private static void fillSums(FixedSizeListVector lists, double[] values) {
    Float8Vector vector = (Float8Vector) lists.getDataVector();
    fill(vector, values);
    vector.setValueCount(values.length);
  }

  private static void fill(VectorSchemaRoot root, String column, int[] values) {
    IntVector vector = (IntVector) root.getVector(column);
    vector.allocateNew(values.length);
    data(vector, values.length).asIntBuffer().put(values);
    setAllPresent(vector.getValidityBuffer(), values.length);
  }

  private static void fill(VectorSchemaRoot root, String column, double[] values) {
    fill((Float8Vector) root.getVector(column), values);
  }

  private static void fill(Float8Vector vector, double[] values) {
    vector.allocateNew(values.length);
    data(vector, values.length).asDoubleBuffer().put(values);
    setAllPresent(vector.getValidityBuffer(), values.length);
  }

  private static void fillContributions(Float4Vector vector, float[] values) {
    vector.allocateNew(values.length);
    data(vector, values.length).asFloatBuffer().put(values);
    vector.getValidityBuffer().setOne(0L, (values.length + 7L) / Byte.SIZE);
    vector.setValueCount(values.length);
  }

  private static void setAllPresent(ArrowBuf validity, int values) {
    validity.setOne(0L, values / Byte.SIZE);
    if (values % Byte.SIZE > 0) {
      validity.setByte(values / Byte.SIZE, (1 << values % Byte.SIZE) - 1);
    }
  }

  private static CaptureRows rows(VectorSchemaRoot root, Detail detail, int width) {
    int count = root.getRowCount();
    BitVector flips = column(root, "top1_flip", BitVector.class);
    boolean[] top1Flip = new boolean[count];
    for (int row = 0; row < count; row++) {
      top1Flip[row] = flips.get(row) == 1;
    }
    return new CaptureRows(
        detail,
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
        contributions(root, detail, width),
        sums(root, detail));
  }

  private static float[] contributions(VectorSchemaRoot root, Detail detail, int width) {
    if (!CaptureLayout.hasContributions(detail)) {
      return new float[0];
    }
    FixedSizeListVector lists = lists(root, CaptureLayout.CONTRIBUTIONS, width, "the basis");
    float[] contributions = new float[root.getRowCount() * width];
    data((Float4Vector) lists.getDataVector(), contributions.length)
        .asFloatBuffer()
        .get(contributions);
    return contributions;
  }

  private static double[] sums(VectorSchemaRoot root, Detail detail) {
    if (!CaptureLayout.hasSums(detail)) {
      return new double[0];
    }
    FixedSizeListVector lists = lists(root, CaptureLayout.SUMS, RowSum.COUNT, "the accounting");
    Float8Vector items = present(CaptureLayout.SUMS, (Float8Vector) lists.getDataVector());
    double[] sums = new double[root.getRowCount() * RowSum.COUNT];
    data(items, sums.length).asDoubleBuffer().get(sums);
    return sums;
  }

  private static FixedSizeListVector lists(
      VectorSchemaRoot root, String name, int width, String of) {
    FixedSizeListVector lists = column(root, name, FixedSizeListVector.class);
    if (lists.getListSize() != width) {
      throw new BadCaptureException(
          BAD_ROWS,
          "%s have %d entries a row, %s has %d".formatted(name, lists.getListSize(), of, width));
    }
    return lists;
  }

  private static int[] ints(VectorSchemaRoot root, String name, int count) {
    int[] values = new int[count];
    data(present(name, column(root, name, IntVector.class)), count).asIntBuffer().get(values);
    return values;
  }

  private static double[] doubles(VectorSchemaRoot root, String name, int count) {
    double[] values = new double[count];
    data(present(name, column(root, name, Float8Vector.class)), count).asDoubleBuffer().get(values);
    return values;
  }

  private static <V extends FieldVector> V present(String name, V vector) {
    if (vector.getNullCount() > 0) {
      throw new BadCaptureException(
          NOT_ARROW, "column %s has %d nulls".formatted(name, vector.getNullCount()));
    }
    return vector;
  }

  private static <V> V column(VectorSchemaRoot root, String name, Class<V> type) {
    Object vector = root.getVector(name);
    if (!type.isInstance(vector)) {
      throw new BadCaptureException(NOT_ARROW, "column " + name + " is missing or of another type");
    }
    return type.cast(vector);
  }

  private static ByteBuffer data(BaseFixedWidthVector vector, int count) {
    return vector
        .getDataBuffer()
        .nioBuffer(0, count * vector.getTypeWidth())
        .order(ByteOrder.LITTLE_ENDIAN);
  }

  @Override
  public void close() {
    allocator.close();
  }
}
