package io.hydrascope.benchmarks.chaos;

import io.hydrascope.benchmarks.agent.MadeUpAgent;
import io.hydrascope.testkit.traffic.TestingCaptures;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An agent to be killed, one per revision in one process as in the demo: the real intake, loop,
 * spool and publisher with made-up captures. One that is started again sends what an earlier one
 * left in the spool; of what that one had published it knows nothing, so it publishes everything
 * once more, under the same ids.
 */
final class ChaosAgent {
  private static final int PROMPTS_AT_ONCE = 10;
  private static final long SPOOL_BYTES = 64L << 20;

  private ChaosAgent() {}

  /**
   * Arguments: bootstrap servers, first prompt, end of prompts, pause after ten prompts in ms,
   * folder of the spools.
   */
  public static void main(String[] arguments) throws InterruptedException {
    int from = Integer.parseInt(arguments[1]);
    int end = Integer.parseInt(arguments[2]);
    long pauseMillis = Long.parseLong(arguments[3]);
    Map<String, MadeUpAgent> agents = new LinkedHashMap<>();
    for (String revision : TestingCaptures.REVISIONS) {
      MadeUpAgent agent = new MadeUpAgent(new ChaosCaptures(revision));
      agents.put(revision, agent);
      Path spool = Path.of(arguments[4]).resolve(revision);
      new Thread(() -> run(agent, arguments[0], spool), "agent-" + revision).start();
    }
    for (int prompt = from; prompt < end; prompt++) {
      for (MadeUpAgent agent : agents.values()) {
        agent.ask(ChaosCaptures.promptId(prompt));
      }
      if ((prompt - from) % PROMPTS_AT_ONCE == PROMPTS_AT_ONCE - 1) {
        Thread.sleep(pauseMillis);
      }
    }
    agents.values().forEach(MadeUpAgent::stop);
  }

  /** An agent that fails takes the process along: its supervisor starts it again. */
  private static void run(MadeUpAgent agent, String kafka, Path spool) {
    try {
      agent.run(kafka, spool, SPOOL_BYTES);
    } catch (IOException | InterruptedException | RuntimeException e) {
      System.err.println("the agent of " + spool.getFileName() + " ended: " + e);
      Runtime.getRuntime().halt(1);
    }
  }
}
