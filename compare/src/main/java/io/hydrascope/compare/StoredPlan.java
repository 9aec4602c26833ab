package io.hydrascope.compare;

import io.hydrascope.agent.method.Measuring;
import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.schemas.ResidualBasis;
import io.hydrascope.schemas.text.BadInputException;
import io.hydrascope.storage.query.PairedQueries;
import io.hydrascope.storage.query.PlanKey;
import io.hydrascope.storage.query.WatchedRevision;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What both revisions were ablated by: the same plan and the same components.
 *
 * @param ablated layer by layer
 */
record StoredPlan(PlanKey key, List<AblationUnit> ablated) {
  private static final int NAMED = 5;

  /**
   * @throws BadInputException if the revisions have no such plan in common, or other components
   */
  static StoredPlan find(PairedQueries queries, StoredRevisions revisions, Measuring measuring) {
    WatchedRevision base = revisions.base();
    WatchedRevision candidate = revisions.candidate();
    PlanKey key = key(queries, base, candidate, measuring);
    List<String> ofBase = queries.components(base.model(), base.revision(), key);
    List<String> ofCandidate = queries.components(candidate.model(), candidate.revision(), key);
    if (!measuring.units().isGiven()) {
      requireSame(ofBase, ofCandidate);
      return new StoredPlan(key, ofBase.stream().map(AblationUnit::parse).toList());
    }
    ResidualBasis basis = new ResidualBasis(base.layers(), base.heads(), base.hasPosEmbed());
    List<AblationUnit> asked = measuring.units().withKinds(measuring.method().units(), basis);
    asked.forEach(unit -> requireStored(unit, ofBase, base));
    asked.forEach(unit -> requireStored(unit, ofCandidate, candidate));
    return new StoredPlan(key, asked);
  }

  private static PlanKey key(
      PairedQueries queries, WatchedRevision base, WatchedRevision candidate, Measuring measuring) {
    List<PlanKey> ofBase = queries.plans(base.model(), base.revision());
    List<PlanKey> ofCandidate = queries.plans(candidate.model(), candidate.revision());
    List<PlanKey> wanted =
        ofBase.stream()
            .filter(ofCandidate::contains)
            .filter(key -> isAsked(key, measuring))
            .toList();
    if (wanted.isEmpty()) {
      throw new BadInputException(
          "no stored rows of both are by %s ablation at %s, target %s; %s has %s; %s has %s: choose with --ablation, --scope and --target"
              .formatted(
                  measuring.method().ablation().text(),
                  measuring.method().scope().text(),
                  measuring.method().target().text(),
                  base.revision(),
                  text(ofBase),
                  candidate.revision(),
                  text(ofCandidate)));
    }
    if (wanted.size() > 1) {
      throw new BadInputException(
          "both have rows under several reference sets, %s: they are never pooled; compare the folders"
              .formatted(text(wanted)));
    }
    return wanted.get(0);
  }

  private static boolean isAsked(PlanKey key, Measuring measuring) {
    return key.ablation().equals(measuring.method().ablation().text())
        && key.scope().equals(measuring.method().scope().text())
        && key.target().equals(measuring.method().target().text());
  }

  private static String text(List<PlanKey> plans) {
    return plans.isEmpty()
        ? "none"
        : plans.stream()
            .map(
                plan ->
                    String.join(
                            " ", plan.ablation(), plan.scope(), plan.target(), plan.referenceSet())
                        .strip())
            .collect(Collectors.joining(" and "));
  }

  private static void requireSame(List<String> base, List<String> candidate) {
    TreeSet<String> onlyBase = new TreeSet<>(base);
    TreeSet<String> onlyCandidate = new TreeSet<>(candidate);
    candidate.forEach(onlyBase::remove);
    base.forEach(onlyCandidate::remove);
    if (!onlyBase.isEmpty() || !onlyCandidate.isEmpty()) {
      throw new BadInputException(
          "other components were ablated: in the base alone %s, in the candidate alone %s; name those to compare with --components"
              .formatted(some(onlyBase), some(onlyCandidate)));
    }
  }

  private static String some(TreeSet<String> names) {
    String first = names.stream().limit(NAMED).collect(Collectors.joining(", "));
    return names.isEmpty() ? "none" : names.size() > NAMED ? first + ", …" : first;
  }

  private static void requireStored(
      AblationUnit unit, List<String> stored, WatchedRevision revision) {
    if (!stored.contains(unit.text())) {
      throw new BadInputException(
          "%s of revision %s was not ablated under this plan; stored: %s"
              .formatted(unit.text(), revision.revision(), some(new TreeSet<>(stored))));
    }
  }
}
