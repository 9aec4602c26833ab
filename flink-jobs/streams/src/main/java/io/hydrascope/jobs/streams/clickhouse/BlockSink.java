package io.hydrascope.jobs.streams.clickhouse;

import io.hydrascope.jobs.streams.LetterBox;
import io.hydrascope.storage.insert.BlockEncoder;
import java.io.Serializable;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.api.connector.sink2.CommitterInitContext;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.SupportsCommitter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * Stores each record exactly once: blocks become part of a checkpoint before any is inserted, and a
 * block that is inserted again carries the token and the bytes of the first time.
 */
final class BlockSink<R> implements Sink<R>, SupportsCommitter<InsertBlock> {
  private static final long serialVersionUID = 1L;

  private final EncoderOpener<R> encoder;
  private final RecordSize<R> size;
  private final BlockLimits limits;
  private final BlockTarget.Opener target;
  private final LetterBox.Opener refused;

  /** Opens an encoder where the writer runs. */
  interface EncoderOpener<R> extends Serializable {
    BlockEncoder<R> open();
  }

  BlockSink(
      EncoderOpener<R> encoder,
      RecordSize<R> size,
      BlockLimits limits,
      BlockTarget.Opener target,
      LetterBox.Opener refused) {
    this.encoder = encoder;
    this.size = size;
    this.limits = limits;
    this.target = target;
    this.refused = refused;
  }

  @Override
  public SinkWriter<R> createWriter(WriterInitContext context) {
    return new BlockWriter<>(
        encoder.open(),
        size,
        limits,
        Thread::sleep,
        context.metricGroup().counter("blocks_held_up"));
  }

  @Override
  public Committer<InsertBlock> createCommitter(CommitterInitContext context) {
    return new BlockCommitter(target.open(), refused.open(), Thread::sleep, context.metricGroup());
  }

  @Override
  public SimpleVersionedSerializer<InsertBlock> getCommittableSerializer() {
    return new BlockSerializer();
  }
}
