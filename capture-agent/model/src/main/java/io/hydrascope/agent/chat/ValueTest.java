package io.hydrascope.agent.chat;

/** {@code value is name(arguments)}. */
interface ValueTest {
  boolean holds(Object value, ArgumentList arguments, Rendering rendering);
}
