package io.hydrascope.agent.arrow;

import io.hydrascope.agent.rows.RowShape;
import io.hydrascope.agent.rows.RowWriter;
import io.hydrascope.agent.rows.SweptRows;
import io.hydrascope.schemas.Measure;
import io.hydrascope.schemas.rows.EffectBatch;
import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.apache.arrow.compression.CommonsCompressionFactory;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.compression.CompressionUtil;
import org.apache.arrow.vector.ipc.ArrowFileWriter;
import org.apache.arrow.vector.ipc.message.IpcOption;

/**
 * Rows as an Arrow IPC file of {@link RowSchema}, in record batches of bounded size. Holds Arrow
 * memory until closed.
 */
public final class ArrowRowWriter implements RowWriter {
  private static final int MOST_ROWS = 1 << 16;
  private static final int MOST_RESPONSES = 1 << 20;

  private final RowShape shape;
  private final int batchRows;
  private final BufferAllocator allocator = new RootAllocator();
  private final VectorSchemaRoot root;
  private final ArrowFileWriter file;
  private final Optional<ResponseColumn> responses;
  private int filled; // rows of the batch that is not written yet

  /** The channel is closed with the writer. */
  public ArrowRowWriter(WritableByteChannel channel, RowShape shape) throws IOException {
    this(channel, shape, batchRows(shape));
  }

  ArrowRowWriter(WritableByteChannel channel, RowShape shape, int batchRows) throws IOException {
    this.shape = shape;
    this.batchRows = batchRows;
    root = VectorSchemaRoot.create(RowSchema.of(shape), allocator);
    responses =
        shape.responses()
            ? Optional.of(new ResponseColumn(root, shape.responders(), allocator))
            : Optional.empty();
    file = responses.isPresent() ? packed(responses.get(), channel) : plain(channel);
    file.start();
  }

  private ArrowFileWriter plain(WritableByteChannel channel) {
    return new ArrowFileWriter(root, null, channel);
  }

  /** Lists are most of such a file, so it is worth a reader's time to unpack them. */
  private ArrowFileWriter packed(ResponseColumn column, WritableByteChannel channel) {
    return new ArrowFileWriter(
        root,
        column.dictionaries(),
        channel,
        Map.of(),
        IpcOption.DEFAULT,
        CommonsCompressionFactory.INSTANCE,
        CompressionUtil.CodecType.ZSTD);
  }

  private static int batchRows(RowShape shape) {
    return shape.responses()
        ? Math.max(1, Math.min(MOST_ROWS, MOST_RESPONSES / shape.responders().size()))
        : MOST_ROWS;
  }

  @Override
  public void write(SweptRows rows) throws IOException {
    for (int row = 0; row < rows.count(); row++) {
      set(rows, row);
      filled++;
      if (filled == batchRows) {
        writeBatch();
      }
    }
  }

  private void set(SweptRows rows, int row) {
    EffectBatch effects = rows.effects();
    set("prompt_id", effects.capture().promptId());
    set("position", effects.position()[row]);
    set("component", effects.component(row).text());
    set("target_token", effects.targetToken()[row]);
    if (shape.otherToken()) {
      set("other_token", effects.capture().otherToken());
    }
    set("intact_logit", effects.intactLogit()[row]);
    set("ablated_logit", effects.ablatedLogit()[row]);
    for (Measure measure : Measure.ALL) {
      set(measure.column(), effects.measure(row, measure));
    }
    column("top1_flip", BitVector.class).setSafe(filled, effects.top1Flip()[row] ? 1 : 0);
    if (shape.donorId()) {
      set("donor_id", effects.donorId(row));
    }
    if (shape.inclusionProbability()) {
      set("inclusion_probability", rows.inclusionProbability(row));
    }
    responses.ifPresent(column -> column.set(filled, rows.responses(row)));
  }

  private void set(String name, String value) {
    column(name, VarCharVector.class).setSafe(filled, value.getBytes(StandardCharsets.UTF_8));
  }

  private void set(String name, int value) {
    column(name, IntVector.class).setSafe(filled, value);
  }

  private void set(String name, double value) {
    column(name, Float8Vector.class).setSafe(filled, value);
  }

  private <V extends FieldVector> V column(String name, Class<V> type) {
    return type.cast(root.getVector(name));
  }

  private void writeBatch() throws IOException {
    root.setRowCount(filled);
    file.writeBatch();
    root.clear();
    filled = 0;
  }

  @Override
  public void close() throws IOException {
    try (allocator;
        root;
        file) {
      try {
        if (filled > 0) {
          writeBatch();
        }
        file.end();
      } finally {
        responses.ifPresent(ResponseColumn::close);
      }
    }
  }
}
