package io.hydrascope.cli.agent;

import io.hydrascope.agent.progress.Progress;
import io.hydrascope.agent.prompt.BadPromptException;
import io.hydrascope.agent.prompt.Prompt;
import io.hydrascope.agent.prompt.PromptLine;
import io.hydrascope.agent.publish.CapturePublisher;
import io.hydrascope.agent.publish.PromptMessage;
import io.hydrascope.agent.publish.PromptTopic;
import io.hydrascope.agent.serve.AgentMetrics;
import io.hydrascope.agent.serve.CaptureLoop;
import io.hydrascope.agent.serve.Intake;
import io.hydrascope.agent.serve.PromptServer;
import io.hydrascope.schemas.capture.CaptureSource;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Brings prompts of every source to the loop, which runs on the caller's thread. */
final class PromptSources {
  private final AgentRequest request;
  private final CaptureSource source;
  private final Intake intake;
  private final AgentMetrics metrics;
  private final Progress progress;

  PromptSources(
      AgentRequest request,
      CaptureSource source,
      Intake intake,
      AgentMetrics metrics,
      Progress progress) {
    this.request = request;
    this.source = source;
    this.intake = intake;
    this.metrics = metrics;
    this.progress = progress;
  }

  /**
   * Returns when every prompt of a finite run is answered.
   *
   * @param prompts of the file
   */
  void serve(CaptureLoop loop, CapturePublisher publisher, List<Prompt> prompts, PromptLine line)
      throws IOException {
    try (PromptServer server =
        PromptServer.start(request.sources().http(), line, intake, loop, metrics)) {
      progress.say(
          "%s/%s: HTTP at http://%s:%d"
              .formatted(
                  source.model(),
                  source.revision(),
                  request.sources().http().getHostString(),
                  server.address().getPort()));
      start("prompt-file", () -> ask(prompts, loop), loop);
      if (request.sources().topic()) {
        PromptTopic topic = topic(loop, publisher, line);
        metrics.gauge(
            "topic_failed_commits", "Positions that were not committed", topic::failedCommits);
        start("prompt-topic", topic, loop);
      }
      loop.run();
    }
  }

  /** What ends a source ends the agent. */
  private static void start(String name, Runnable work, CaptureLoop loop) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.setUncaughtExceptionHandler((ended, error) -> loop.fail(error));
    thread.start();
  }

  private void ask(List<Prompt> prompts, CaptureLoop loop) {
    try {
      for (Prompt prompt : prompts) {
        CompletableFuture<?> unused =
            intake.put(prompt).answer().whenComplete((answer, error) -> tell(prompt, error));
        progress.update(
            "%,d of %,d prompts captured".formatted(metrics.promptsCaptured(), prompts.size()));
      }
      if (!request.sources().stays()) {
        loop.stop();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void tell(Prompt prompt, @Nullable Throwable error) {
    if (error != null) {
      progress.say("no capture of prompt %s: %s".formatted(prompt.id(), error.getMessage()));
    }
  }

  private PromptTopic topic(CaptureLoop loop, CapturePublisher publisher, PromptLine line) {
    String group =
        request
            .sources()
            .group()
            .orElse("hydrascope-agent/" + source.model() + "/" + source.revision());
    return new PromptTopic(
        request.target().kafka(), group, message -> ask(message, loop, publisher, line));
  }

  /** A prompt without a capture is done once it lies with the dead letters. */
  private Future<?> ask(
      PromptMessage message, CaptureLoop loop, CapturePublisher publisher, PromptLine line)
      throws InterruptedException {
    try {
      Prompt prompt = line.parse(message.text(), message.place());
      loop.requireFits(prompt);
      return intake
          .put(prompt)
          .answer()
          .handle(
              (answer, error) -> {
                if (error != null) {
                  publisher.refuse(message, refusal(error), String.valueOf(error.getMessage()));
                }
                return message.place();
              });
    } catch (BadPromptException e) {
      metrics.refused();
      publisher.refuse(message, PromptMessage.Refusal.BAD_PROMPT, String.valueOf(e.getMessage()));
      return CompletableFuture.completedFuture(message.place());
    }
  }

  private static PromptMessage.Refusal refusal(Throwable error) {
    return error instanceof BadPromptException
        ? PromptMessage.Refusal.BAD_PROMPT
        : PromptMessage.Refusal.ENGINE_ERROR;
  }
}
