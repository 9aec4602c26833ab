package io.hydrascope.benchmarks.chaos;

import io.hydrascope.agent.publish.CapturePublisher;
import io.hydrascope.agent.publish.PublisherOptions;
import io.hydrascope.testkit.traffic.TestingCaptures;
import java.util.List;
import java.util.stream.IntStream;

/**
 * An agent to be killed: the real publisher with made-up captures. It knows nothing of an earlier
 * run, so one that is started again publishes everything once more, under the same ids.
 */
final class ChaosAgent {
  private static final int PROMPTS_PER_BATCH = 10;

  private ChaosAgent() {}

  /** Arguments: bootstrap servers, first prompt, end of prompts, pause between batches in ms. */
  public static void main(String[] arguments) throws InterruptedException {
    int from = Integer.parseInt(arguments[1]);
    int end = Integer.parseInt(arguments[2]);
    long pauseMillis = Long.parseLong(arguments[3]);
    try (CapturePublisher publisher = new CapturePublisher(PublisherOptions.of(arguments[0]))) {
      for (int prompt = from; prompt < end; prompt += PROMPTS_PER_BATCH) {
        List<Integer> prompts =
            IntStream.range(prompt, Math.min(end, prompt + PROMPTS_PER_BATCH)).boxed().toList();
        for (String revision : TestingCaptures.REVISIONS) {
          publisher.publish(TestingCaptures.batch(revision, prompts, TestingCaptures.ABLATED));
        }
        Thread.sleep(pauseMillis);
      }
      publisher.flush();
    }
  }
}
