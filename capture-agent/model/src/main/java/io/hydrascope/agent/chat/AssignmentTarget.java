package io.hydrascope.agent.chat;

import java.util.List;
import java.util.Optional;

/** What a value is assigned to. */
sealed interface AssignmentTarget {
  void assign(Frame frame, Object value);

  record Variable(String name) implements AssignmentTarget {
    @Override
    public void assign(Frame frame, Object value) {
      frame.scope().set(name, value);
    }
  }

  /** {@code namespace.name}. */
  record Member(String namespace, String name) implements AssignmentTarget {
    @Override
    public void assign(Frame frame, Object value) {
      Optional<Object> found = frame.scope().find(namespace);
      if (found.isPresent() && found.get() instanceof Namespace holder) {
        holder.set(name, value);
        return;
      }
      throw new TemplateFault(
          "%s.%s cannot be set: %s is no namespace".formatted(namespace, name, namespace));
    }
  }

  /** As many as the value has items. */
  record Several(List<AssignmentTarget> targets) implements AssignmentTarget {
    @Override
    public void assign(Frame frame, Object value) {
      List<Object> items = Items.of(value, frame.budget());
      if (items.size() != targets.size()) {
        throw new TemplateFault(
            "%d values for %d variables".formatted(items.size(), targets.size()));
      }
      for (int i = 0; i < items.size(); i++) {
        targets.get(i).assign(frame, items.get(i));
      }
    }
  }
}
