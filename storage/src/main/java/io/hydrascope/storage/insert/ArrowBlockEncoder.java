package io.hydrascope.storage.insert;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowStreamWriter;

/** Writes items as one Arrow record batch with its dictionaries before it. */
final class ArrowBlockEncoder<R> implements BlockEncoder<R> {
  private final BufferAllocator allocator = new RootAllocator();
  private final TableLayout<R> layout;

  ArrowBlockEncoder(TableLayout<R> layout) {
    this.layout = layout;
  }

  @Override
  public TableBlock encode(List<R> items) {
    Rows<R> rows = Rows.of(items, layout.rowsOf());
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (BlockMemory memory = new BlockMemory(allocator)) {
      List<FieldVector> vectors =
          layout.columns().stream().map(column -> column.write(rows, memory)).toList();
      try (ArrowStreamWriter writer =
          new ArrowStreamWriter(
              new VectorSchemaRoot(vectors), memory.dictionaries(), Channels.newChannel(bytes))) {
        writer.start();
        writer.writeBatch();
        writer.end();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("a byte array cannot fail", e);
    }
    return new TableBlock(layout.table(), layout.columnNames(), bytes.toByteArray(), rows.count());
  }

  @Override
  public void close() {
    allocator.close();
  }
}
