package io.hydrascope.agent.prompt;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a model is asked.
 *
 * @param segments for example {@code task=sums}
 * @param group prompts that share a template or document; the prompt's own id if it shares none
 * @param donors ids of the prompts whose values take the place of this one's in resample ablation
 * @param answers the two tokens that a logit difference is about
 * @param assistant where the assistant speaks
 */
public record Prompt(
    String id,
    int[] tokens,
    Map<String, String> segments,
    String group,
    List<String> donors,
    Optional<Answers> answers,
    AssistantTokens assistant) {

  /** The tokens whose logits are compared: {@code first} minus {@code second}. */
  public record Answers(int first, int second) {}

  /** A prompt that is no conversation. */
  public Prompt(
      String id,
      int[] tokens,
      Map<String, String> segments,
      String group,
      List<String> donors,
      Optional<Answers> answers) {
    this(id, tokens, segments, group, donors, answers, AssistantTokens.NONE);
  }

  /** A prompt without donors or answers. */
  public Prompt(String id, int[] tokens, Map<String, String> segments, String group) {
    this(id, tokens, segments, group, List.of(), Optional.empty());
  }

  public Prompt {
    segments = Map.copyOf(segments);
    donors = List.copyOf(donors);
    if (id.isBlank()) {
      throw new IllegalArgumentException("id='" + id + "': a prompt needs a name");
    }
    if (tokens.length == 0) {
      throw new IllegalArgumentException("prompt " + id + ": tokens=0, at least 1");
    }
  }
}
