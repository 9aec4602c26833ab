package io.hydrascope.agent.publish;

import io.hydrascope.agent.spool.Spool;
import io.hydrascope.schemas.Topics;
import io.hydrascope.schemas.capture.CaptureBatch;
import io.hydrascope.schemas.capture.CaptureBatchCodec;
import io.hydrascope.schemas.capture.CaptureMessage;
import io.hydrascope.schemas.capture.VectorBatch;
import io.hydrascope.schemas.capture.VectorBatchCodec;
import io.hydrascope.schemas.capture.VectorMessage;
import io.hydrascope.schemas.rows.VectorRow;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Sends capture batches, each acknowledged by all in-sync replicas and never doubled by a retry.
 * One thread at a time.
 */
public final class CapturePublisher implements CaptureOutlet, AutoCloseable {
  private final Outbox outbox;
  private final CaptureBatchCodec codec = new CaptureBatchCodec();
  private final VectorBatchCodec vectorCodec = new VectorBatchCodec();

  /** Straight to Kafka: after a message that fails nothing more is sent. */
  public CapturePublisher(PublisherOptions options) {
    this(new DirectOutbox(options));
  }

  private CapturePublisher(Outbox outbox) {
    this.outbox = outbox;
  }

  /** Through a spool on disk, which keeps what Kafka does not have; closed with the publisher. */
  public static CapturePublisher spooled(PublisherOptions options, Spool spool) {
    return spooled(() -> options, spool);
  }

  /**
   * Like {@link #spooled(PublisherOptions, Spool)}, for a Kafka that may move.
   *
   * @param options asked again about once a second
   */
  public static CapturePublisher spooled(Supplier<PublisherOptions> options, Spool spool) {
    return new CapturePublisher(new SpooledOutbox(spool, options));
  }

  @Override
  public void publish(CaptureBatch batch) {
    CaptureMessage message = codec.encode(batch, chunkId(batch));
    outbox.send(
        new OutgoingMessage(
            Topics.CAPTURES,
            batch.captures().get(0).captureId(),
            message.headers(),
            message.value()));
  }

  @Override
  public void publish(VectorBatch batch) {
    String captureId = batch.captures().get(0).captureId();
    String chunkId = captureId + "/" + VectorRow.of(batch).get(0).place();
    VectorMessage message = vectorCodec.encode(batch, chunkId);
    outbox.send(new OutgoingMessage(Topics.VECTORS, captureId, message.headers(), message.value()));
  }

  /** Hands over a prompt that cannot be run, with the reason, for the dead letters. */
  public void refuse(PromptMessage message, PromptMessage.Refusal reason, String detail) {
    outbox.send(message.deadLetter(reason, detail));
  }

  @Override
  public void flush() {
    outbox.flush();
  }

  @Override
  public Optional<String> trouble() {
    return outbox.trouble();
  }

  /**
   * Delivers what is on its way, then lets go.
   *
   * @throws PublishException if a batch was not delivered
   */
  @Override
  public void close() {
    try (codec;
        vectorCodec) {
      outbox.close();
    }
  }

  /** Unique within a run: a component of a capture is in one batch only. */
  private static String chunkId(CaptureBatch batch) {
    return batch.captures().get(0).captureId() + "/" + batch.ablated().get(0).text();
  }
}
