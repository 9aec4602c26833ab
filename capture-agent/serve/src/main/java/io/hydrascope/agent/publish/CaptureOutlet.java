package io.hydrascope.agent.publish;

import io.hydrascope.schemas.capture.CaptureBatch;
import io.hydrascope.schemas.capture.VectorBatch;
import java.util.Optional;

/** Where captures go. One thread at a time. */
public interface CaptureOutlet {
  /**
   * Hands a batch over; it is delivered in the background.
   *
   * @throws PublishException if this or an earlier batch cannot be delivered
   * @throws io.hydrascope.agent.spool.SpoolFullException if the spool has no room for it
   */
  void publish(CaptureBatch batch);

  /**
   * Hands vectors over; they are delivered in the background.
   *
   * @throws PublishException if this or an earlier batch cannot be delivered
   * @throws io.hydrascope.agent.spool.SpoolFullException if the spool has no room for it
   */
  void publish(VectorBatch batch);

  /**
   * Returns when nothing that was published can be lost with this process: Kafka has it, or it is
   * in the spool.
   *
   * @throws PublishException if a batch cannot be delivered
   */
  void flush();

  /** Why nothing leaves at the moment; empty while captures get through. Any thread may ask. */
  Optional<String> trouble();
}
