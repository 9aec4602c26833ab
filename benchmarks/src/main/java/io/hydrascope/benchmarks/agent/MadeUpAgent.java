package io.hydrascope.benchmarks.agent;

import io.hydrascope.agent.prompt.Prompt;
import io.hydrascope.agent.publish.CapturePublisher;
import io.hydrascope.agent.publish.PublisherOptions;
import io.hydrascope.agent.serve.AgentMetrics;
import io.hydrascope.agent.serve.CaptureLoop;
import io.hydrascope.agent.serve.DetailPolicy;
import io.hydrascope.agent.serve.DetailedBatches;
import io.hydrascope.agent.serve.IntactReruns;
import io.hydrascope.agent.serve.Intake;
import io.hydrascope.agent.spool.Spool;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;

/**
 * What lies between a prompt and Kafka in every agent, without a model. {@link #run} is called
 * once; other threads ask and stop.
 */
public final class MadeUpAgent {
  private static final int PROMPTS_AT_ONCE = 64;
  private static final int[] TOKENS = {1, 2};
  private static final Duration LOOK = Duration.ofSeconds(1);

  private final MadeUpCaptures captures;
  private final Intake intake = new Intake(PROMPTS_AT_ONCE);

  public MadeUpAgent(MadeUpCaptures captures) {
    this.captures = captures;
  }

  /** Asks a prompt as soon as there is a place for it. */
  public void ask(String promptId) throws InterruptedException {
    intake.put(new Prompt(promptId, TOKENS, Map.of(), promptId));
  }

  /** No more prompts come. */
  public void stop() {
    intake.stop();
  }

  /**
   * Returns when Kafka has every capture.
   *
   * @param kafka bootstrap servers
   * @param folder of the spool
   */
  public void run(String kafka, Path folder, long spoolBytes)
      throws IOException, InterruptedException {
    DetailPolicy full = DetailPolicy.parse("full");
    MadeUpEngine engine = new MadeUpEngine(captures);
    try (Spool spool = Spool.open(folder, spoolBytes);
        CapturePublisher publisher = CapturePublisher.spooled(PublisherOptions.of(kafka), spool)) {
      new CaptureLoop(
              new CaptureLoop.Parts(
                  engine,
                  captures.plan(),
                  full.rowBytes(captures.basis()),
                  new DetailedBatches(captures.source(), captures.plan(), captures.basis(), full),
                  new IntactReruns(engine::runIntact),
                  publisher,
                  spool),
              intake,
              new AgentMetrics(),
              prompt -> {},
              Clock.systemUTC())
          .run();
      while (!spool.awaitEmpty(LOOK)) {
        publisher.flush();
      }
    }
  }
}
