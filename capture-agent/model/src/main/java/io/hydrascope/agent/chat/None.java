package io.hydrascope.agent.chat;

/** Python's {@code None}. */
enum None {
  NONE
}
