package io.hydrascope.agent.chat;

/** A part of a template that has a value. Never changes; evaluate it by {@link Frame}. */
interface Expression {
  Object evaluate(Frame frame);
}
