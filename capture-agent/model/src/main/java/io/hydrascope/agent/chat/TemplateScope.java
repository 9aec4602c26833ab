package io.hydrascope.agent.chat;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Variables; those that are not here are looked for further out. */
final class TemplateScope {
  private final Map<String, Object> variables = new HashMap<>();
  private final @Nullable TemplateScope outer;

  TemplateScope(Map<String, Object> variables) {
    this.variables.putAll(variables);
    outer = null;
  }

  private TemplateScope(TemplateScope outer) {
    this.outer = outer;
  }

  TemplateScope inner() {
    return new TemplateScope(this);
  }

  void set(String name, Object value) {
    variables.put(name, value);
  }

  Optional<Object> find(String name) {
    for (TemplateScope scope = this; scope != null; scope = scope.outer) {
      Object value = scope.variables.get(name);
      if (value != null) {
        return Optional.of(value);
      }
    }
    return Optional.empty();
  }
}
