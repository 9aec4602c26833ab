package io.hydrascope.schemas.capture;

import static io.hydrascope.schemas.capture.BadCaptureException.Reason.BAD_ROWS;
import static io.hydrascope.schemas.capture.BadCaptureException.Reason.NOT_ARROW;

import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.schemas.ActivationSite;
import io.hydrascope.schemas.CapturePlan;
import io.hydrascope.schemas.VectorPrecision;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowStreamWriter;

/** Writes and reads {@link VectorLayout}. Not thread-safe; holds Arrow memory until closed. */
public final class VectorBatchCodec implements AutoCloseable {
  /** Bounds what a hostile message can make the reader allocate. */
  private static final long MEMORY_LIMIT_BYTES = 256L << 20;

  private static final int METADATA_BYTES = 1 << 14;

  private final BufferAllocator allocator = new RootAllocator(MEMORY_LIMIT_BYTES);

  private record Metadata(
      CaptureSource source,
      CapturePlan plan,
      VectorPrecision precision,
      List<Capture> captures,
      List<AblationUnit> ablated,
      List<ActivationSite> sites) {}

  /**
   * @param chunkId deterministic name of this part of the run
   */
  public VectorMessage encode(VectorBatch batch, String chunkId) {
    BytesChannel bytes = new BytesChannel(METADATA_BYTES);
    try (VectorSchemaRoot root =
            VectorSchemaRoot.create(VectorLayout.schema(metadata(batch)), allocator);
        ArrowStreamWriter writer = new ArrowStreamWriter(root, null, bytes)) {
      fill(root, batch);
      writer.start();
      writer.writeBatch();
      writer.end();
    } catch (IOException e) {
      throw new UncheckedIOException("a byte array cannot fail", e);
    }
    return new VectorMessage(batch.source().runId(), chunkId, bytes.toByteArray());
  }

  private static void fill(VectorSchemaRoot root, VectorBatch batch) {
    fill(root, "capture", batch, VectorBatch.Entry::capture);
    fill(root, "ablated", batch, VectorBatch.Entry::ablated);
    fill(root, "donor", batch, VectorBatch.Entry::donor);
    fill(root, "position", batch, VectorBatch.Entry::position);
    fill(root, "site", batch, VectorBatch.Entry::site);
    VarBinaryVector vectors = (VarBinaryVector) root.getVector(VectorLayout.VECTOR);
    vectors.allocateNew(batch.entries().size());
    for (int row = 0; row < batch.entries().size(); row++) {
      vectors.setSafe(row, bytes(batch.entries().get(row).values(), batch.precision()));
    }
    vectors.setValueCount(batch.entries().size());
    root.setRowCount(batch.entries().size());
  }

  private static void fill(
      VectorSchemaRoot root,
      String column,
      VectorBatch batch,
      ToIntFunction<VectorBatch.Entry> value) {
    IntVector vector = (IntVector) root.getVector(column);
    vector.allocateNew(batch.entries().size());
    for (int row = 0; row < batch.entries().size(); row++) {
      vector.set(row, value.applyAsInt(batch.entries().get(row)));
    }
  }

  private static byte[] bytes(float[] values, VectorPrecision precision) {
    byte[] all = new byte[values.length * precision.bytes()];
    ByteBuffer bytes = littleEndian(all);
    for (float value : values) {
      if (precision == VectorPrecision.F32) {
        bytes.putFloat(value);
      } else {
        bytes.putShort((short) VectorPrecision.upperHalf(value));
      }
    }
    return all;
  }

  /**
   * @throws BadCaptureException if the value is not such a batch
   */
  public VectorBatch decode(VectorMessage message) {
    try {
      return new ArrowFrames(message.value())
          .read(allocator, root -> batch(root, message.value().length));
    } catch (BadCaptureException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw new BadCaptureException(NOT_ARROW, "not a vector batch: " + e, e);
    }
  }

  private static VectorBatch batch(VectorSchemaRoot root, int valueBytes) {
    DescriptionCheck.requireFew(root.getRowCount());
    Metadata metadata = BatchMetadata.read(root, VectorLayout.METADATA_KEY, Metadata.class);
    if (!(root.getVector(VectorLayout.VECTOR) instanceof VarBinaryVector vectors)) {
      throw new BadCaptureException(NOT_ARROW, "column vector is missing or of another type");
    }
    requireFits(root.getRowCount(), valueBytes);
    List<VectorBatch.Entry> entries = new ArrayList<>();
    List<IntVector> indices = VectorLayout.INDICES.stream().map(name -> ints(root, name)).toList();
    for (int row = 0; row < root.getRowCount(); row++) {
      entries.add(
          new VectorBatch.Entry(
              indices.get(0).get(row),
              indices.get(1).get(row),
              indices.get(2).get(row),
              indices.get(3).get(row),
              indices.get(4).get(row),
              values(vectors.get(row), metadata.precision())));
    }
    return new VectorBatch(
        metadata.source(),
        metadata.plan(),
        metadata.precision(),
        metadata.captures(),
        metadata.ablated(),
        metadata.sites(),
        entries);
  }

  private static void requireFits(int rows, int valueBytes) {
    if ((long) rows * VectorLayout.INDICES.size() * Integer.BYTES > valueBytes) {
      throw new BadCaptureException(BAD_ROWS, "vectors=" + rows + " in " + valueBytes + " bytes");
    }
  }

  private static IntVector ints(VectorSchemaRoot root, String name) {
    if (root.getVector(name) instanceof IntVector vector) {
      return vector;
    }
    throw new BadCaptureException(NOT_ARROW, "column " + name + " is missing or of another type");
  }

  private static float[] values(byte[] bytes, VectorPrecision precision) {
    if (bytes.length % precision.bytes() != 0) {
      throw new BadCaptureException(
          BAD_ROWS, "a vector of %d bytes is not of %s".formatted(bytes.length, precision.text()));
    }
    ByteBuffer from = littleEndian(bytes);
    float[] values = new float[bytes.length / precision.bytes()];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          precision == VectorPrecision.F32
              ? from.getFloat()
              : Float.intBitsToFloat(from.getShort() << Short.SIZE);
    }
    return values;
  }

  private static ByteBuffer littleEndian(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static String metadata(VectorBatch batch) {
    return BatchMetadata.write(
        new Metadata(
            batch.source(),
            batch.plan(),
            batch.precision(),
            batch.captures(),
            batch.ablated(),
            batch.sites()));
  }

  @Override
  public void close() {
    allocator.close();
  }
}
