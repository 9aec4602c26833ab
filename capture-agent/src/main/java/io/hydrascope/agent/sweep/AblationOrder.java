package io.hydrascope.agent.sweep;

import io.hydrascope.schemas.Component;
import io.hydrascope.schemas.Component.Kind;
import java.util.Comparator;
import java.util.List;

/** The ablated components of one pass in the order in which their rows join the trunk's batch. */
record AblationOrder(List<Component> components) {
  /** Heads, attention outputs, MLPs within a layer; ties keep their order. */
  static final Comparator<Component> JOINING =
      Comparator.comparingInt(Component::layer).thenComparing(Component::kind);

  AblationOrder {
    components = List.copyOf(components);
  }

  /** Those of one kind in one layer. */
  List<Component> of(Kind kind, int layer) {
    return components.stream()
        .filter(component -> component.kind() == kind && component.layer() == layer)
        .toList();
  }

  int indexOfFirst(Kind kind, int layer) {
    Component place = new Component(kind, layer, kind == Kind.HEAD ? 0 : -1);
    int index = 0;
    while (index < components.size() && JOINING.compare(components.get(index), place) < 0) {
      index++;
    }
    return index;
  }

  int size() {
    return components.size();
  }
}
