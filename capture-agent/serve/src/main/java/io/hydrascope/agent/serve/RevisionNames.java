package io.hydrascope.agent.serve;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The names of the revisions that somebody knows: only those of one model's name are compared.
 *
 * @param byModel revisions by model
 */
public record RevisionNames(Map<String, Set<String>> byModel) {
  private static final int MOST_LISTED = 10;

  /** A revision's two names. */
  public record Named(String model, String revision) {}

  public static RevisionNames of(List<Named> all) {
    Map<String, Set<String>> byModel = new TreeMap<>();
    all.forEach(
        each ->
            byModel.computeIfAbsent(each.model(), model -> new TreeSet<>()).add(each.revision()));
    return new RevisionNames(byModel);
  }

  /**
   * What to tell of a revision that has no other of its name; empty where nothing could join it.
   */
  public Optional<String> lonely(Named own) {
    boolean hasOthers =
        byModel.getOrDefault(own.model, Set.of()).stream()
            .anyMatch(revision -> !revision.equals(own.revision));
    List<String> models =
        byModel.keySet().stream().filter(model -> !model.equals(own.model)).toList();
    if (hasOthers || models.isEmpty()) {
      return Optional.empty();
    }
    String listed =
        models.stream()
            .limit(MOST_LISTED)
            .map(model -> "%s (%s)".formatted(model, String.join(", ", byModel.get(model))))
            .collect(Collectors.joining("; "));
    return Optional.of(
        "%s is the only revision of model %s, so it is compared with none; --model-name NAME of the agent joins one of: %s%s"
            .formatted(
                own.revision,
                own.model,
                listed,
                models.size() > MOST_LISTED
                    ? " and %,d more".formatted(models.size() - MOST_LISTED)
                    : ""));
  }

  /** The same of every revision that is alone. */
  public List<String> lonely() {
    return byModel.entrySet().stream()
        .filter(model -> model.getValue().size() == 1)
        .flatMap(
            model -> lonely(new Named(model.getKey(), model.getValue().iterator().next())).stream())
        .toList();
  }
}
