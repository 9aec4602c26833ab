package io.hydrascope.platform.demo;

import io.hydrascope.agent.progress.Progress;
import io.hydrascope.agent.prompt.Prompt;
import io.hydrascope.agent.serve.Agent;
import io.hydrascope.agent.serve.AgentTotals;
import io.hydrascope.agent.serve.PendingPrompt;
import io.hydrascope.schemas.text.OneLine;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Asks every agent each prompt, in rounds: all have answered one before the next begins, so
 * revisions stay in step. A round is as many prompts as take about a second: they share messages
 * then, and no more is under way when time is up. The counters may be read by any thread.
 */
final class PromptRounds {
  private static final Duration ROUND = Duration.ofSeconds(1);

  /** Below an agent's own limit: no agent is waited for while another could be asked. */
  private static final int MOST_OF_A_ROUND = 32;

  private final List<Agent> agents;
  private final RunningAgents running;
  private final Progress progress;
  private final Clock clock;
  private final List<String> captureIds = new ArrayList<>();

  private volatile int asked;

  private record Question(Agent agent, PendingPrompt pending) {}

  PromptRounds(List<Agent> agents, RunningAgents running, Progress progress, Clock clock) {
    this.agents = agents;
    this.running = running;
    this.progress = progress;
    this.clock = clock;
  }

  /**
   * @param isOver asked before each round but the first: whether to leave the rest
   * @param first told how long the first prompt took
   * @throws ExecutionException with what ended an agent
   */
  void ask(List<Prompt> prompts, BooleanSupplier isOver, Consumer<Duration> first)
      throws ExecutionException, InterruptedException {
    int size = 1;
    while (asked < prompts.size() && (asked == 0 || !isOver.getAsBoolean())) {
      int end = Math.min(prompts.size(), asked + size);
      Instant began = clock.instant();
      askRound(prompts.subList(asked, end));
      Duration took = Duration.between(began, clock.instant());
      if (asked == 0) {
        first.accept(took);
      }
      size = nextSize(end - asked, took);
      asked = end;
    }
  }

  private void askRound(List<Prompt> prompts) throws ExecutionException, InterruptedException {
    List<Question> round = new ArrayList<>();
    for (Prompt prompt : prompts) {
      for (Agent agent : agents) {
        round.add(new Question(agent, agent.ask(prompt)));
      }
    }
    for (Question question : round) {
      try {
        captureIds.add(question.pending().answer().get().captureId());
      } catch (ExecutionException e) {
        running.throwFailure();
        // No agent has ended: this one cannot run this prompt, and goes on.
        progress.say(
            "%s: no capture of prompt %s: %s"
                .formatted(
                    question.agent().source().revision(),
                    question.pending().prompt().id(),
                    OneLine.of(Objects.requireNonNullElse(e.getCause(), e))));
      }
    }
  }

  static int nextSize(int size, Duration took) {
    long most = size * ROUND.toNanos() / Math.max(1, took.toNanos());
    return (int) Math.max(1, Math.min(MOST_OF_A_ROUND, most));
  }

  /** Prompts that every agent was asked. */
  int asked() {
    return asked;
  }

  /** Prompts that every agent has captured. */
  long prompts() {
    return agents.stream().mapToLong(agent -> agent.totals().prompts()).min().orElse(0);
  }

  /** How often an agent has no capture of a prompt. */
  long failed() {
    return agents.stream()
        .map(Agent::totals)
        .mapToLong(totals -> totals.failed() + totals.refused())
        .sum();
  }

  long ablations() {
    return agents.stream().map(Agent::totals).mapToLong(AgentTotals::ablations).sum();
  }

  /** Effect rows that follow from what was published. */
  long rows() {
    return agents.stream().map(Agent::totals).mapToLong(AgentTotals::rows).sum();
  }

  List<String> captureIds() {
    return List.copyOf(captureIds);
  }
}
