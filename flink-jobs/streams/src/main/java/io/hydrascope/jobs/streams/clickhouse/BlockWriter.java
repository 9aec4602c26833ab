package io.hydrascope.jobs.streams.clickhouse;

import io.hydrascope.storage.insert.BlockEncoder;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.apache.flink.api.connector.sink2.CommittingSinkWriter;

/**
 * Collects records and cuts them into blocks, at the latest at a checkpoint. Nothing is kept over a
 * checkpoint: what was written before it travels as blocks.
 */
final class BlockWriter<R> implements CommittingSinkWriter<R, InsertBlock> {
  private final BlockEncoder<R> encoder;
  private final RecordSize<R> size;
  private final BlockLimits limits;
  private final List<R> records = new ArrayList<>();
  private final List<InsertBlock> blocks = new ArrayList<>();
  private long rows;
  private long bytes;

  BlockWriter(BlockEncoder<R> encoder, RecordSize<R> size, BlockLimits limits) {
    this.encoder = encoder;
    this.size = size;
    this.limits = limits;
  }

  @Override
  public void write(R record, Context context) {
    records.add(record);
    rows += size.rows(record);
    bytes += size.bytes(record);
    if (limits.isFull(rows, bytes)) {
      cut();
    }
  }

  private void cut() {
    if (records.isEmpty()) {
      return;
    }
    blocks.add(InsertBlock.of(UUID.randomUUID().toString(), encoder.encode(records)));
    records.clear();
    rows = 0;
    bytes = 0;
  }

  @Override
  public void flush(boolean endOfInput) {
    // Blocks leave with the checkpoint's barrier, and at the end of input, through prepareCommit.
  }

  @Override
  public Collection<InsertBlock> prepareCommit() {
    cut();
    List<InsertBlock> ready = List.copyOf(blocks);
    blocks.clear();
    return ready;
  }

  @Override
  public void close() {
    encoder.close();
  }
}
