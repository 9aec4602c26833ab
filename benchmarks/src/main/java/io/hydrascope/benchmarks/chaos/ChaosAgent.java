package io.hydrascope.benchmarks.chaos;

import io.hydrascope.agent.publish.CapturePublisher;
import io.hydrascope.agent.publish.PublisherOptions;
import io.hydrascope.agent.spool.Spool;
import io.hydrascope.testkit.traffic.TestingCaptures;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/**
 * An agent to be killed: the real spool and publisher with made-up captures. One that is started
 * again sends what an earlier one left in the spool; of what that one had published it knows
 * nothing, so it publishes everything once more, under the same ids.
 */
final class ChaosAgent {
  private static final int PROMPTS_PER_BATCH = 10;
  private static final long SPOOL_BYTES = 64L << 20;
  private static final Duration LOOK = Duration.ofSeconds(1);

  private ChaosAgent() {}

  /**
   * Arguments: bootstrap servers, first prompt, end of prompts, pause between batches in ms, folder
   * of the spool.
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    int from = Integer.parseInt(arguments[1]);
    int end = Integer.parseInt(arguments[2]);
    long pauseMillis = Long.parseLong(arguments[3]);
    try (Spool spool = Spool.open(Path.of(arguments[4]), SPOOL_BYTES);
        CapturePublisher publisher =
            CapturePublisher.spooled(PublisherOptions.of(arguments[0]), spool)) {
      for (int prompt = from; prompt < end; prompt += PROMPTS_PER_BATCH) {
        List<Integer> prompts =
            IntStream.range(prompt, Math.min(end, prompt + PROMPTS_PER_BATCH)).boxed().toList();
        for (String revision : TestingCaptures.REVISIONS) {
          publisher.publish(TestingCaptures.batch(revision, prompts, TestingCaptures.ABLATED));
        }
        Thread.sleep(pauseMillis);
      }
      while (!spool.awaitEmpty(LOOK)) {
        publisher.flush();
      }
    }
  }
}
