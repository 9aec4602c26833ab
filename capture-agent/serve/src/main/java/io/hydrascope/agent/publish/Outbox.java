package io.hydrascope.agent.publish;

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

  @Override
  void close();
}
