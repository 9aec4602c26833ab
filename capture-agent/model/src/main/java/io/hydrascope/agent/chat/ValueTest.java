package io.hydrascope.agent.chat;

/** {@code value is name(arguments)}. */
interface ValueTest {
  boolean holds(Object value, Arguments arguments, Rendering rendering);
}
