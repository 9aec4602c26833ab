package io.hydrascope.agent.chat;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The variable {@code loop}. */
final class LoopState implements Callable {
  private final List<Object> items;
  private final int depth;
  private final Optional<Callable> again;
  private int index = -1;
  private @Nullable Object lastChanged;

  LoopState(List<Object> items, int depth, Optional<Callable> again) {
    this.items = items;
    this.depth = depth;
    this.again = again;
  }

  boolean advance() {
    index++;
    return index < items.size();
  }

  Object item() {
    return items.get(index);
  }

  Optional<Object> member(String name, Budget budget) {
    return switch (name) {
      case "index" -> number(index + 1);
      case "index0" -> number(index);
      case "revindex" -> number(items.size() - index);
      case "revindex0" -> number(items.size() - index - 1);
      case "length" -> number(items.size());
      case "depth" -> number(depth + 1);
      case "depth0" -> number(depth);
      case "first" -> Optional.of(index == 0);
      case "last" -> Optional.of(index == items.size() - 1);
      case "previtem" -> Optional.of(neighbour(index - 1, "there is no previous item"));
      case "nextitem" -> Optional.of(neighbour(index + 1, "there is no next item"));
      case "cycle" -> Optional.of((Callable) this::cycle);
      case "changed" -> Optional.of((Callable) arguments -> changed(arguments, budget));
      default -> Optional.empty();
    };
  }

  private static Optional<Object> number(int value) {
    return Optional.of(Numbers.of(value));
  }

  private Object neighbour(int place, String reason) {
    return place >= 0 && place < items.size() ? items.get(place) : new Undefined(reason);
  }

  private Object cycle(ArgumentList arguments) {
    if (arguments.places().isEmpty()) {
      throw new TemplateFault("no items for cycling given");
    }
    return arguments.places().get(index % arguments.places().size());
  }

  private Object changed(ArgumentList arguments, Budget budget) {
    Object now = new Tuple(arguments.places());
    boolean changed = lastChanged == null || !ComparisonOperator.equal(lastChanged, now, budget);
    lastChanged = now;
    return changed;
  }

  @Override
  public Object call(ArgumentList arguments) {
    return again
        .orElseThrow(() -> new TemplateFault("loop() needs a loop that is marked recursive"))
        .call(arguments);
  }
}
