package io.hydrascope.agent.method;

import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.schemas.AblationUnit.Kind;
import io.hydrascope.schemas.ResidualBasis;
import io.hydrascope.schemas.text.BadInputException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which units somebody asked for.
 *
 * @param kinds whole kinds, in the order of rows; empty where none was said
 * @param components texts of components, whole layers and sets: {@code L3H2}, {@code
 *     L3H2+L4.mlp_out}
 * @param edges texts of connections: {@code L0H1->L2.mlp}
 */
public record UnitSelection(
    Optional<List<Kind>> kinds, List<String> components, List<String> edges) {
  public UnitSelection {
    kinds = kinds.map(List::copyOf);
    components = List.copyOf(components);
    edges = List.copyOf(edges);
  }

  /** Whether anything was asked for. */
  public boolean isGiven() {
    return kinds.isPresent() || !components.isEmpty() || !edges.isEmpty();
  }

  /**
   * The kinds that were asked for; the defaults where nothing was, none where single units were.
   */
  public List<Kind> kindsOr(List<Kind> defaults) {
    return isGiven() ? kinds.orElse(List.of()) : defaults;
  }

  /**
   * Layer by layer the whole kinds; then the components and the edges as they were given, each
   * once.
   *
   * @throws BadInputException if a component is an edge or an edge is none
   */
  public List<AblationUnit> withKinds(List<Kind> whole, ResidualBasis basis) {
    Set<AblationUnit> all = new LinkedHashSet<>(basis.units(whole));
    for (String text : components) {
      all.add(known(text, basis, false));
    }
    for (String text : edges) {
      all.add(known(text, basis, true));
    }
    return new ArrayList<>(all);
  }

  private static AblationUnit known(String text, ResidualBasis basis, boolean edge) {
    AblationUnit unit = AblationUnit.parse(text);
    if (unit.isEdge() != edge) {
      throw new BadInputException(
          edge
              ? "--edges " + text + " has no reader, as in L0H1->L2.mlp; use --components"
              : "--components " + text + " is an edge; use --edges");
    }
    basis.requireKnown(unit);
    return unit;
  }
}
