package io.hydrascope.compare;

import io.hydrascope.schemas.NearestWord;
import io.hydrascope.schemas.text.BadInputException;
import io.hydrascope.storage.query.WatchedRevision;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** Two revisions of one model, found by their names. */
record StoredRevisions(WatchedRevision base, WatchedRevision candidate) {
  private static final String WAY_OUT =
      ": give a revision that was watched, or two checkpoints' folders";

  StoredRevisions {
    requireSame("layers", base.layers(), candidate.layers());
    requireSame("heads", base.heads(), candidate.heads());
    requireSame("pos_embed", base.hasPosEmbed(), candidate.hasPosEmbed());
  }

  private static void requireSame(String name, Object base, Object candidate) {
    if (!base.equals(candidate)) {
      throw new BadInputException(
          "%s=%s in the base and %s in the candidate: only revisions of one shape can be compared"
              .formatted(name, base, candidate));
    }
  }

  /**
   * @param watched of all models
   * @param model empty: the one that has both
   */
  static StoredRevisions find(
      List<WatchedRevision> watched, Optional<String> model, String base, String candidate) {
    TreeSet<String> models = new TreeSet<>();
    watched.stream().map(WatchedRevision::model).forEach(models::add);
    String name = model.orElseGet(() -> modelOf(watched, models, base, candidate));
    List<WatchedRevision> of = watched.stream().filter(each -> each.model().equals(name)).toList();
    if (of.isEmpty()) {
      throw new BadInputException("--model-name %s was not watched; %s".formatted(name, models));
    }
    return new StoredRevisions(named(of, base, "BASE"), named(of, candidate, "CANDIDATE"));
  }

  private static String modelOf(
      List<WatchedRevision> watched, TreeSet<String> models, String base, String candidate) {
    List<String> both =
        models.stream()
            .filter(model -> has(watched, model, base) && has(watched, model, candidate))
            .toList();
    if (both.size() > 1) {
      throw new BadInputException(
          "%s and %s are revisions of several models, %s: say which with --model-name"
              .formatted(base, candidate, String.join(", ", both)));
    }
    if (both.size() == 1) {
      return both.get(0);
    }
    requireKnown(watched, base, "BASE");
    requireKnown(watched, candidate, "CANDIDATE");
    throw new BadInputException(
        "no model has both revisions %s and %s; watched: %s".formatted(base, candidate, models));
  }

  private static boolean has(List<WatchedRevision> watched, String model, String revision) {
    return watched.stream()
        .anyMatch(each -> each.model().equals(model) && each.revision().equals(revision));
  }

  private static void requireKnown(List<WatchedRevision> watched, String revision, String side) {
    TreeSet<String> names = new TreeSet<>();
    watched.forEach(each -> names.add(each.revision()));
    if (names.isEmpty()) {
      throw new BadInputException(side + "=" + revision + " is unknown: nothing was watched yet");
    }
    if (!names.contains(revision)) {
      throw new BadInputException(
          "%s=%s is unknown; did you mean %s? Watched: %s%s"
              .formatted(
                  side,
                  revision,
                  NearestWord.to(revision, names),
                  String.join(", ", names),
                  WAY_OUT));
    }
  }

  private static WatchedRevision named(List<WatchedRevision> of, String revision, String side) {
    requireKnown(of, revision, side);
    List<WatchedRevision> named =
        of.stream().filter(each -> each.revision().equals(revision)).toList();
    if (named.size() > 1) {
      throw new BadInputException(
          "%s=%s stood for different content, %s and %s: its rows cannot be told apart; compare the folders"
              .formatted(
                  side, revision, named.get(0).contentSha256(), named.get(1).contentSha256()));
    }
    return named.get(0);
  }
}
