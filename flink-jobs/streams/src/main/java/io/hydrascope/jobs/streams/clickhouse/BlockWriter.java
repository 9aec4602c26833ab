package io.hydrascope.jobs.streams.clickhouse;

import io.hydrascope.storage.insert.BlockEncoder;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.apache.flink.api.connector.sink2.CommittingSinkWriter;
import org.apache.flink.metrics.Counter;

/**
 * Collects records and cuts them into blocks, at the latest at a checkpoint. Nothing is kept over a
 * checkpoint: what was written before it travels as blocks.
 *
 * <p>Blocks leave with the barrier alone, and while ClickHouse is away none comes: its committer
 * waits in this thread, and the sources behind it stand still. Where checkpoints are late for
 * another reason, the writer pauses after each block beyond the limit, twice as long each time. It
 * never stops: the barrier lies behind records that wait.
 */
final class BlockWriter<R> implements CommittingSinkWriter<R, InsertBlock> {
  private static final long FIRST_PAUSE_MILLIS = 250;
  private static final long LONGEST_PAUSE_MILLIS = 60_000;

  private final BlockEncoder<R> encoder;
  private final RecordSize<R> size;
  private final BlockLimits limits;
  private final List<R> records = new ArrayList<>();
  private final List<InsertBlock> blocks = new ArrayList<>();
  private final Pause pause;
  private final Counter heldUp;
  private long waitingBytes; // packed
  private long pauseMillis;
  private long rows;
  private long bytes;

  /**
   * @param heldUp counts the blocks after which it paused
   */
  BlockWriter(
      BlockEncoder<R> encoder,
      RecordSize<R> size,
      BlockLimits limits,
      Pause pause,
      Counter heldUp) {
    this.encoder = encoder;
    this.size = size;
    this.limits = limits;
    this.pause = pause;
    this.heldUp = heldUp;
    pauseMillis = FIRST_PAUSE_MILLIS;
  }

  @Override
  public void write(R record, Context context) throws InterruptedException {
    records.add(record);
    rows += size.rows(record);
    bytes += size.bytes(record);
    if (limits.isFull(rows, bytes)) {
      cut();
      if (waitingBytes > limits.waitingBytes()) {
        heldUp.inc();
        pause.millis(pauseMillis);
        pauseMillis = Math.min(2 * pauseMillis, LONGEST_PAUSE_MILLIS);
      }
    }
  }

  private void cut() {
    if (records.isEmpty()) {
      return;
    }
    InsertBlock block = InsertBlock.of(UUID.randomUUID().toString(), encoder.encode(records));
    blocks.add(block);
    waitingBytes += block.bytes().length;
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
    waitingBytes = 0;
    pauseMillis = FIRST_PAUSE_MILLIS;
    return ready;
  }

  @Override
  public void close() {
    encoder.close();
  }
}
