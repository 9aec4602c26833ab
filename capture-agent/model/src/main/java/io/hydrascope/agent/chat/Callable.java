package io.hydrascope.agent.chat;

/** What a template may call. */
interface Callable {
  Object call(Arguments arguments);
}
