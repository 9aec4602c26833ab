package io.hydrascope.agent.publish;

import java.util.Optional;

/** Where messages leave the agent. */
sealed interface Outbox extends AutoCloseable permits DirectOutbox, SpooledOutbox {
  /**
   * Hands a message over.
   *
   * @throws PublishException if it or an earlier one cannot be delivered
   */
  void send(OutgoingMessage message);

  /**
   * Returns when nothing that was sent can be lost with this process.
   *
   * @throws PublishException if a message cannot be delivered
   */
  void flush();

  /** Why nothing leaves at the moment; empty while messages get through. Any thread may ask. */
  Optional<String> trouble();

  @Override
  void close();
}
