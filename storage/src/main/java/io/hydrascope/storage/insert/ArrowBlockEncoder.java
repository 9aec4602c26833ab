package io.hydrascope.storage.insert;

import io.hydrascope.schemas.capture.BytesChannel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowStreamWriter;

/** Writes items as one Arrow record batch with its dictionaries before it. */
final class ArrowBlockEncoder<R> implements BlockEncoder<R> {
  /** Schema, dictionaries' frames and padding. */
  private static final int ENVELOPE_BYTES = 64 << 10;

  private final BufferAllocator allocator = new RootAllocator();
  private final TableLayout<R> layout;

  ArrowBlockEncoder(TableLayout<R> layout) {
    this.layout = layout;
  }

  @Override
  public TableBlock encode(List<R> items) {
    Rows<R> rows = Rows.of(items, layout.rowsOf());
    try (BlockMemory memory = new BlockMemory(allocator)) {
      List<FieldVector> vectors =
          layout.columns().stream().map(column -> column.write(rows, memory)).toList();
      BytesChannel bytes = new BytesChannel(memory.bytes() + ENVELOPE_BYTES);
      try (ArrowStreamWriter writer =
          new ArrowStreamWriter(new VectorSchemaRoot(vectors), memory.dictionaries(), bytes)) {
        writer.start();
        writer.writeBatch();
        writer.end();
      }
      return new TableBlock(
          layout.table(), layout.columnNames(), bytes.toByteArray(), rows.count());
    } catch (IOException e) {
      throw new UncheckedIOException("a byte array cannot fail", e);
    }
  }

  @Override
  public void close() {
    allocator.close();
  }
}
