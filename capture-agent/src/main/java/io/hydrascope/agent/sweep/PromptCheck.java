package io.hydrascope.agent.sweep;

import io.hydrascope.agent.prompt.BadPromptException;
import io.hydrascope.agent.prompt.Prompt;

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
      if (token < 0 || token >= model.vocabulary()) {
        throw new BadPromptException(
            "prompt %s: token=%d is outside the vocabulary, 0 to %d"
                .formatted(prompt.id(), token, model.vocabulary() - 1));
      }
    }
  }
}
