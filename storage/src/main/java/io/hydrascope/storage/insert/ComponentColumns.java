package io.hydrascope.storage.insert;

import io.hydrascope.schemas.AblationUnit;
import java.util.List;

/** A component's text form for people, and its fields for queries. */
final class ComponentColumns {
  private ComponentColumns() {}

  static <R> List<Column<R>> of(Column.Value<R, AblationUnit> component) {
    return List.of(
        Column.words("component", component, AblationUnit::text),
        Column.words("kind", component, unit -> unit.kind().text()),
        Column.int32("layer", component, AblationUnit::layer),
        Column.int32("head", component, AblationUnit::head));
  }
}
