package io.hydrascope.agent.serve;

import io.hydrascope.agent.progress.Progress;

/** Who is told, for a person, what an agent does. Called by several threads. */
public interface AgentListener {
  /** Something that happened. */
  void happened(String text);

  /** From here on the agent waits for prompts to come: silence is all right. */
  default void listening(String text) {
    happened(text);
  }

  /** How far something is; may be left out. */
  void advanced(String text);

  static AgentListener of(Progress progress) {
    return new AgentListener() {
      @Override
      public void happened(String text) {
        progress.say(text);
      }

      @Override
      public void listening(String text) {
        progress.rest(text);
      }

      @Override
      public void advanced(String text) {
        progress.update(text);
      }
    };
  }
}
