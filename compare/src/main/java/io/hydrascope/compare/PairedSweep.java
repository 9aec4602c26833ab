package io.hydrascope.compare;

import io.hydrascope.agent.prompt.Prompt;
import io.hydrascope.analysis.shift.HeldOutRepair;
import io.hydrascope.analysis.shift.PairedRows;
import io.hydrascope.analysis.shift.PromptDifference;
import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.schemas.capture.BadCaptureException;
import io.hydrascope.schemas.text.BadInputException;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/** Asks both revisions the same. */
final class PairedSweep {
  private final List<AblationUnit> ablated;
  private final AnswersPrompts base;
  private final AnswersPrompts candidate;
  private final UnansweredPrompts lost;
  private final List<ResponseEntry> responses;
  private final BiConsumer<Revision.PromptAnswer, Revision.PromptAnswer> answers;

  /** Two revisions under one plan. */
  record Pair(List<AblationUnit> ablated, AnswersPrompts base, AnswersPrompts candidate) {}

  /**
   * @param responses that are compared as well
   * @param answers takes the base's and the candidate's answer to each prompt that counts
   */
  PairedSweep(
      Pair pair,
      UnansweredPrompts lost,
      List<ResponseEntry> responses,
      BiConsumer<Revision.PromptAnswer, Revision.PromptAnswer> answers) {
    ablated = List.copyOf(pair.ablated);
    base = pair.base;
    candidate = pair.candidate;
    this.lost = lost;
    this.responses = List.copyOf(responses);
    this.answers = answers;
  }

  /** R_base of each component, which the base alone is asked for. */
  static HeldOutRepair heldOut(
      List<AblationUnit> ablated, AnswersPrompts base, List<List<Prompt>> units) {
    HeldOutRepair repair = HeldOutRepair.start(ablated.size());
    for (List<Prompt> unit : units) {
      repair.add(
          unit.stream()
              .map(prompt -> PairedRows.baseSums(ablated, base.ask(prompt).readings()))
              .toList());
    }
    return repair;
  }

  /** What the revisions differ by on one observation; empty if all of its prompts are lost. */
  Optional<ObservedUnit> ask(List<Prompt> unit) {
    ObservedUnit observed = ObservedUnit.start(ablated.size());
    for (Prompt prompt : unit) {
      Optional<Revision.PromptAnswer> before = answer(base, "base", prompt);
      Optional<Revision.PromptAnswer> after = answer(candidate, "candidate", prompt);
      if (before.isPresent() && after.isPresent()) {
        add(prompt, before.get(), after.get(), observed);
      }
    }
    return observed.difference().prompts() == 0 ? Optional.empty() : Optional.of(observed);
  }

  private void add(
      Prompt prompt,
      Revision.PromptAnswer before,
      Revision.PromptAnswer after,
      ObservedUnit observed) {
    PairedRows rows = PairedRows.of(ablated, before.readings(), after.readings());
    if (rows.unpaired() > 0) {
      throw new BadInputException(
          "prompt %s: the revisions were not read at the same places".formatted(prompt.id()));
    }
    PromptDifference difference = rows.difference();
    if (!difference.isComparable()) {
      lost.add(prompt.id(), difference.trouble() + "; --target next asks both for the same token");
      return;
    }
    observed.difference().add(difference);
    observed.responses().add(ResponseEntry.differences(responses, before, after, rows));
    answers.accept(before, after);
  }

  private Optional<Revision.PromptAnswer> answer(
      AnswersPrompts revision, String name, Prompt prompt) {
    try {
      return Optional.of(revision.ask(prompt));
    } catch (BadCaptureException e) {
      lost.add(prompt.id(), name + ": " + e.getMessage());
      return Optional.empty();
    }
  }
}
