package io.hydrascope.compare;

import io.hydrascope.agent.progress.Progress;
import io.hydrascope.analysis.shift.HeldOutRepair;
import io.hydrascope.compare.StoredUnits.StoredPrompt;
import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.schemas.Component;
import io.hydrascope.schemas.ShiftMeasure;
import io.hydrascope.schemas.text.BadInputException;
import io.hydrascope.schemas.text.Counted;
import io.hydrascope.storage.query.PairedQueries;
import io.hydrascope.storage.query.PairedQueries.Overlap;
import io.hydrascope.storage.query.PairedQueries.PairedResponse;
import io.hydrascope.storage.query.RevisionPairSelection;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One comparison of what two revisions answered before, from the store to the verdicts. */
public final class StoredRun {
  private final StoredRequest request;
  private final PairedQueries queries;
  private final Progress progress;
  private final List<String> notes = new ArrayList<>();
  private @Nullable ShiftTable table;
  private long units; // that both answered
  private long observed; // units that were compared
  private int compared; // prompts

  public StoredRun(StoredRequest request, PairedQueries queries, Progress progress) {
    this.request = request;
    this.queries = queries;
    this.progress = progress;
  }

  public Comparison run() {
    StoredRevisions revisions =
        StoredRevisions.find(
            queries.revisions(), request.model(), request.base(), request.candidate());
    if (revisions.base().contentSha256().equals(revisions.candidate().contentSha256())) {
      notes.add("Both revisions have the same config and weights.");
    }
    StoredPlan plan = StoredPlan.find(queries, revisions, request.measuring());
    RevisionPairSelection selection =
        new RevisionPairSelection(
            revisions.base().model(),
            request.base(),
            request.candidate(),
            plan.key(),
            plan.ablated().stream().map(AblationUnit::text).toList(),
            request.prompts().map(PromptIds::read).orElse(List.of()));
    requireSameTokens(selection);
    return compare(plan, selection, queries.overlap(selection));
  }

  /** What follows is the same token for both, or the words behind the numbers are not. */
  private void requireSameTokens(RevisionPairSelection selection) {
    if (selection.plan().target().equals("argmax")) {
      return;
    }
    queries
        .otherToken(selection)
        .ifPresent(
            other -> {
              throw new BadInputException(
                  "tokenizers differ, or other words were asked under one id: prompt %s at position %d has target token %d in the base and %d in the candidate"
                      .formatted(
                          other.promptId(), other.position(), other.base(), other.candidate()));
            });
  }

  private Comparison compare(StoredPlan plan, RevisionPairSelection selection, Overlap overlap) {
    long heldOut = heldOut(overlap);
    UnansweredPrompts lost = lost(selection, overlap);
    progress.say(
        "%s, %s in %s, as stored"
            .formatted(
                Counted.of(plan.ablated().size(), "component"),
                Counted.of(overlap.both(), "prompt"),
                Counted.of(overlap.units(), "observation")));
    ReportFigures pictures = pictures(plan, selection);
    HeldOutRepair repair = HeldOutRepair.start(plan.ablated().size());
    StoredUnits collected =
        new StoredUnits(
            plan.ablated(),
            prompts -> {
              units++;
              if (units <= heldOut) {
                repair.add(prompts.stream().map(each -> each.difference().baseSums()).toList());
              } else {
                observe(prompts, lost, table(plan, repair, heldOut), pictures);
              }
            });
    queries.each(selection, request.measuring().seed(), collected);
    collected.end();
    requireEnough(observed);
    lost.note().ifPresent(notes::add);
    return new Comparison(
        request.base(),
        request.candidate(),
        new ComparisonMethod(request.rule(), plan.key(), request.measuring().seed()),
        compared,
        table(plan, repair, heldOut).shifts(),
        notes,
        pictures);
  }

  private void observe(
      List<StoredPrompt> prompts,
      UnansweredPrompts lost,
      ShiftTable shifts,
      ReportFigures pictures) {
    ObservedUnit unit = ObservedUnit.start(pictures.ablated().size());
    for (StoredPrompt prompt : prompts) {
      if (prompt.difference().isComparable()) {
        unit.difference().add(prompt.difference());
      } else {
        lost.add(prompt.promptId(), prompt.difference().trouble());
      }
    }
    if (unit.difference().prompts() > 0) {
      observed++;
      compared += unit.difference().prompts();
      shifts.add(unit);
      pictures.add(unit.difference());
    }
  }

  /** A fifth of the units gives R_base where it is asked for. */
  private long heldOut(Overlap overlap) {
    if (overlap.leastProbability() < 1) {
      throw new BadInputException(
          "rows of an adaptive sweep, drawn with probability %s, are among them: compare the folders"
              .formatted(overlap.leastProbability()));
    }
    boolean isAsked = request.measures().contains(ShiftMeasure.REPAIR_RESIDUAL);
    long heldOut = isAsked ? overlap.units() / Probes.HELD_OUT_SHARE : 0;
    if (overlap.both() > 0) {
      requireEnough(overlap.units() - heldOut);
    }
    return heldOut;
  }

  private void requireEnough(long compared) {
    if (compared < Probes.LEAST_UNITS) {
      throw new BadInputException(
          "%d prompts or groups that both answered are left to compare: at least %d are needed; let the agent ask more"
              .formatted(Math.max(0, compared), Probes.LEAST_UNITS));
    }
  }

  /** A prompt that one revision alone answered is lost. */
  private UnansweredPrompts lost(RevisionPairSelection selection, Overlap overlap) {
    int named = selection.promptIds().size();
    long answered = overlap.both() + overlap.onlyBase() + overlap.onlyCandidate();
    UnansweredPrompts lost = new UnansweredPrompts(Math.toIntExact(Math.max(named, answered)));
    String wayOut = request.prompts().isPresent() ? "" : "; name those to compare with --prompts";
    lost.add(overlap.onlyBase(), overlap.anyOfBase(), "only the base answered it" + wayOut);
    lost.add(
        overlap.onlyCandidate(),
        overlap.anyOfCandidate(),
        "only the candidate answered it" + wayOut);
    lost.add(Math.max(0, named - answered), "of the file", "neither revision answered it");
    return lost;
  }

  /** When R_base is known. */
  private ShiftTable table(StoredPlan plan, HeldOutRepair repair, long heldOut) {
    if (table == null) {
      table = ShiftTable.of(request.rule(), plan.ablated(), request.measures(), repair);
      if (request.measures().contains(ShiftMeasure.REPAIR_RESIDUAL)) {
        UndefinedRepair.note(repair, plan.ablated(), heldOut).ifPresent(notes::add);
      }
    }
    return Objects.requireNonNull(table);
  }

  private ReportFigures pictures(StoredPlan plan, RevisionPairSelection selection) {
    List<PairedResponse> responses =
        request.report().isPresent() ? queries.responses(selection) : List.of();
    LinkedHashSet<String> responders = new LinkedHashSet<>();
    responses.forEach(response -> responders.add(response.responder()));
    List<Component> columns = responders.stream().map(Component::parse).toList();
    Optional<PairedResponse> missing =
        responses.stream()
            .filter(response -> response.base() == null || response.candidate() == null)
            .findFirst();
    if (responses.isEmpty() || missing.isPresent()) {
      if (request.report().isPresent()) {
        notes.add("No response matrix of both revisions is stored, so it is not drawn.");
      }
      return new ReportFigures(plan.ablated(), List.of());
    }
    notes.add("Responses are means over all that each revision answered.");
    ReportFigures pictures = new ReportFigures(plan.ablated(), columns);
    pictures.put(responses);
    return pictures;
  }
}
