package io.hydrascope.agent.prompt;

import java.util.Map;

/**
 * What a model is asked.
 *
 * @param segments for example {@code task=sums}
 * @param group prompts that share a template or document; the prompt's own id if it shares none
 */
public record Prompt(String id, int[] tokens, Map<String, String> segments, String group) {
  public Prompt {
    segments = Map.copyOf(segments);
    if (id.isBlank()) {
      throw new IllegalArgumentException("id='" + id + "': a prompt needs a name");
    }
    if (tokens.length == 0) {
      throw new IllegalArgumentException("prompt " + id + ": tokens=0, at least 1");
    }
  }
}
