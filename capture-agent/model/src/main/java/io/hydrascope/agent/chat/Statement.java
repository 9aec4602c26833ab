package io.hydrascope.agent.chat;

/** A part of a template that writes text or sets variables. Never changes. */
interface Statement {
  int line();

  Frame.Flow run(Frame frame);
}
