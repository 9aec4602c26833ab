package io.hydrascope.compare;

import io.hydrascope.agent.prompt.Prompt;
import io.hydrascope.schemas.capture.BadCaptureException;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/** Asks both revisions the same. */
final class PairedSweep {
  private final Revision base;
  private final Revision candidate;
  private final UnansweredPrompts lost;
  private final List<ResponseEntry> responses;
  private final BiConsumer<Revision.PromptAnswer, Revision.PromptAnswer> answers;

  /**
   * @param responses that are compared as well
   * @param answers takes the base's and the candidate's answer to each prompt that counts
   */
  PairedSweep(
      Revision base,
      Revision candidate,
      UnansweredPrompts lost,
      List<ResponseEntry> responses,
      BiConsumer<Revision.PromptAnswer, Revision.PromptAnswer> answers) {
    this.base = base;
    this.candidate = candidate;
    this.lost = lost;
    this.responses = List.copyOf(responses);
    this.answers = answers;
  }

  /** The difference over the prompts of one observation; empty if all of them are lost. */
  Optional<UnitDifference> ask(List<Prompt> unit) {
    UnitDifference difference = new UnitDifference(base.plan().ablated().size(), responses.size());
    for (Prompt prompt : unit) {
      Optional<Revision.PromptAnswer> before = answer(base, "base", prompt);
      Optional<Revision.PromptAnswer> after = answer(candidate, "candidate", prompt);
      if (before.isEmpty() || after.isEmpty()) {
        continue;
      }
      if (difference.add(before.get().effects(), after.get().effects())) {
        difference.addResponses(ResponseEntry.differences(responses, before.get(), after.get()));
        answers.accept(before.get(), after.get());
      } else {
        lost.add(prompt.id(), "the revisions read no common token; --target next asks for one");
      }
    }
    return difference.prompts() == 0 ? Optional.empty() : Optional.of(difference);
  }

  private Optional<Revision.PromptAnswer> answer(Revision revision, String name, Prompt prompt) {
    try {
      return Optional.of(revision.ask(prompt));
    } catch (BadCaptureException e) {
      lost.add(prompt.id(), name + ": " + e.getMessage());
      return Optional.empty();
    }
  }
}
