package io.hydrascope.storage.insert;

import io.hydrascope.schemas.capture.BytesChannel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowStreamReader;
import org.apache.arrow.vector.ipc.ArrowStreamWriter;

/** Cuts a block in two, to find the rows that a server refuses or to make a part that fits. */
public final class BlockHalves {
  private BlockHalves() {}

  /**
   * The same halves for the same block, each with the block's whole dictionaries.
   *
   * @throws IllegalArgumentException if it has less than two rows or is no Arrow stream
   */
  public static List<TableBlock> of(TableBlock block) {
    if (block.rows() < 2) {
      throw new IllegalArgumentException("rows=%d cannot be halved".formatted(block.rows()));
    }
    try (BufferAllocator allocator = new RootAllocator();
        ArrowStreamReader reader =
            new ArrowStreamReader(new ByteArrayInputStream(block.arrowStream()), allocator)) {
      if (!reader.loadNextBatch()) {
        throw new IllegalArgumentException(
            "block of table %s has no rows".formatted(block.table()));
      }
      int middle = block.rows() / 2;
      return List.of(
          part(block, reader, 0, middle), part(block, reader, middle, block.rows() - middle));
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "block of table %s is no Arrow stream".formatted(block.table()), e);
    }
  }

  private static TableBlock part(TableBlock block, ArrowStreamReader reader, int from, int rows)
      throws IOException {
    BytesChannel bytes = new BytesChannel(block.arrowStream().length);
    try (VectorSchemaRoot part = reader.getVectorSchemaRoot().slice(from, rows);
        ArrowStreamWriter writer = new ArrowStreamWriter(part, reader, bytes)) {
      writer.start();
      writer.writeBatch();
      writer.end();
    }
    return new TableBlock(block.table(), block.columns(), bytes.toByteArray(), rows);
  }
}
