package io.hydrascope.platform.demo;

import io.hydrascope.agent.progress.Progress;
import io.hydrascope.agent.serve.AgentListener;

/** Says of which revision's agent something is told. */
record NamedListener(String revision, Progress progress) implements AgentListener {
  @Override
  public void happened(String text) {
    progress.say(revision + ": " + text);
  }

  @Override
  public void advanced(String text) {
    progress.update(revision + ": " + text);
  }
}
