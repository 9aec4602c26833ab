package io.hydrascope.agent.chat;

/** What a template may call. */
interface Callable {
  Object call(ArgumentList arguments);
}
