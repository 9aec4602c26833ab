package io.hydrascope.agent.serve;

import io.hydrascope.agent.prompt.BadPromptException;
import io.hydrascope.agent.prompt.Prompt;
import io.hydrascope.agent.prompt.PromptLine;
import io.hydrascope.agent.publish.CapturePublisher;
import io.hydrascope.agent.publish.PromptMessage;
import io.hydrascope.agent.publish.PromptTopic;
import io.hydrascope.schemas.Topics;
import io.hydrascope.schemas.capture.CaptureSource;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Brings prompts of every source to the loop, which runs on the caller's thread. */
final class PromptSources {
  private final AgentSettings.Inlets inlets;
  private final CaptureSource source;
  private final Intake intake;
  private final AgentMetrics metrics;
  private final AtomicInteger partitions = new AtomicInteger();
  private final AgentListener listener;

  PromptSources(
      AgentSettings.Inlets inlets,
      CaptureSource source,
      Intake intake,
      AgentMetrics metrics,
      AgentListener listener) {
    this.inlets = inlets;
    this.source = source;
    this.intake = intake;
    this.metrics = metrics;
    this.listener = listener;
  }

  /**
   * Returns when every prompt of a finite run is answered.
   *
   * @param prompts of the file
   * @param kafka bootstrap servers of the prompts' topic
   */
  void serve(
      CaptureLoop loop,
      CapturePublisher publisher,
      List<Prompt> prompts,
      PromptLine line,
      Supplier<String> kafka)
      throws IOException {
    if (inlets.http().isPresent()) {
      InetSocketAddress address = inlets.http().get();
      try (PromptServer server = PromptServer.start(address, line, intake, loop, metrics)) {
        String text =
            "%s/%s: HTTP at http://%s:%d"
                .formatted(
                    source.model(),
                    source.revision(),
                    address.getHostString(),
                    server.address().getPort());
        if (inlets.stays()) {
          listener.listening(text);
        } else {
          listener.happened(text);
        }
        run(loop, publisher, prompts, line, kafka);
      }
    } else {
      run(loop, publisher, prompts, line, kafka);
    }
  }

  private void run(
      CaptureLoop loop,
      CapturePublisher publisher,
      List<Prompt> prompts,
      PromptLine line,
      Supplier<String> kafka) {
    start("prompt-file", () -> ask(prompts), loop);
    if (inlets.topic()) {
      PromptTopic topic =
          new PromptTopic(
              kafka, group(), message -> ask(message, loop, publisher, line), this::assigned);
      metrics.gauge(
          "topic_partitions", "Partitions of the prompts' topic that it reads", partitions::get);
      metrics.gauge(
          "topic_failed_commits", "Positions that were not committed", topic::failedCommits);
      start("prompt-topic", topic, loop);
    }
    loop.run();
  }

  /** What ends a source ends the agent. */
  private static void start(String name, Runnable work, CaptureLoop loop) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.setUncaughtExceptionHandler((ended, error) -> loop.fail(error));
    thread.start();
  }

  private void ask(List<Prompt> prompts) {
    try {
      for (Prompt prompt : prompts) {
        CompletableFuture<?> unused =
            intake.put(prompt).answer().whenComplete((answer, error) -> tell(prompt, error));
        listener.advanced(
            "%,d of %,d prompts captured".formatted(metrics.promptsCaptured(), prompts.size()));
      }
      if (!inlets.stays()) {
        intake.stop();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void tell(Prompt prompt, @Nullable Throwable error) {
    if (error != null) {
      listener.happened("no capture of prompt %s: %s".formatted(prompt.id(), error.getMessage()));
    }
  }

  private void assigned(int own, int all) {
    partitions.set(own);
    if (own == 0) {
      listener.happened(
          "%s has %d partitions, and as many agents of group %s read them: this one gets no prompts of the topic until one ends; add partitions (kafka-topics.sh --alter --partitions N) to have more agents than %d work"
              .formatted(Topics.PROMPTS, all, group(), all));
    }
  }

  private String group() {
    return inlets.group().orElse("hydrascope-agent/" + source.model() + "/" + source.revision());
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
