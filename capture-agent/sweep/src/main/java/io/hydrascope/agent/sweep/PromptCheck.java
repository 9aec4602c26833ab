package io.hydrascope.agent.sweep;

import io.hydrascope.agent.prompt.BadPromptException;
import io.hydrascope.agent.prompt.Prompt;
import io.hydrascope.agent.prompt.Prompt.Answers;

/** Whether a model can run a prompt. */
record PromptCheck(ModelInfo model) {
  void requireFits(Prompt prompt) {
    int[] tokens = prompt.tokens();
    if (tokens.length > model.contextLength()) {
      throw new BadPromptException(
          "prompt %s: tokens=%d, the model's context holds %d: shorten it"
              .formatted(prompt.id(), tokens.length, model.contextLength()));
    }
    for (int token : tokens) {
      requireKnown(prompt, "token", token);
    }
  }

  void requireAnswers(Prompt prompt) {
    Answers answers =
        prompt
            .answers()
            .orElseThrow(
                () ->
                    new BadPromptException(
                        "prompt %s has no answers: target=logit_diff needs \"answers\": [a, b], two token ids"
                            .formatted(prompt.id())));
    requireKnown(prompt, "answer", answers.first());
    requireKnown(prompt, "answer", answers.second());
  }

  private void requireKnown(Prompt prompt, String what, int token) {
    if (token < 0 || token >= model.vocabulary()) {
      throw new BadPromptException(
          "prompt %s: %s=%d is outside the vocabulary, 0 to %d"
              .formatted(prompt.id(), what, token, model.vocabulary() - 1));
    }
  }
}
