package io.hydrascope.agent.chat;

/** {@code value | name(arguments)}. */
interface Filter {
  Object apply(Object value, ArgumentList arguments, Rendering rendering);
}
