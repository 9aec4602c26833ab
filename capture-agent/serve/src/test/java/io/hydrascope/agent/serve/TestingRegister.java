package io.hydrascope.agent.serve;

import io.hydrascope.agent.prompt.Prompt;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Keeps what is written, after as many failures as it was given. Thread-safe. */
final class TestingRegister implements AgentRegister {
  private final Deque<RegisterException> failures = new ArrayDeque<>();
  private final List<String> tried = new ArrayList<>();
  private final List<String> written = new ArrayList<>();
  private long clockMicros;

  synchronized void failNext(RegisterException failure) {
    failures.add(failure);
  }

  @Override
  public void revision(PlannedRevision revision, long nowMicros) {
    throw new AssertionError("no revision was loaded");
  }

  @Override
  public synchronized long clockMicros() throws RegisterException {
    RegisterException failure = failures.poll();
    if (failure != null) {
      throw failure;
    }
    return clockMicros;
  }

  synchronized void clockMicros(long micros) {
    clockMicros = micros;
  }

  @Override
  public synchronized void prompts(String model, List<Prompt> prompts, String token, long nowMicros)
      throws RegisterException {
    tried.add(token + prompts.stream().map(Prompt::id).toList());
    RegisterException failure = failures.poll();
    if (failure != null) {
      throw failure;
    }
    prompts.forEach(prompt -> written.add(prompt.id()));
  }

  /** Tokens, each with its prompts, written or not. */
  synchronized List<String> tried() {
    return List.copyOf(tried);
  }

  /** Prompts, in the order in which they were written. */
  synchronized List<String> written() {
    return List.copyOf(written);
  }
}
