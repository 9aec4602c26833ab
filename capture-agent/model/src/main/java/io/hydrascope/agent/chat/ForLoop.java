package io.hydrascope.agent.chat;

import io.hydrascope.agent.chat.Frame.Flow;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * @param condition items for which it does not hold are left out
 * @param otherwise what runs where there are no items
 */
record ForLoop(
    int line,
    AssignmentTarget target,
    Expression iterable,
    Optional<Expression> condition,
    boolean recursive,
    List<Statement> body,
    List<Statement> otherwise)
    implements Statement {
  private static final String LOOP = "loop";

  @Override
  public Flow run(Frame frame) {
    return run(frame, frame.evaluate(iterable), 0);
  }

  private Flow run(Frame frame, Object values, int depth) {
    List<Object> items = chosen(frame, Items.of(values, frame.budget()));
    LoopState loop = new LoopState(items, depth, again(frame, depth));
    boolean completed = false;
    Flow flow = Flow.NEXT;
    while (flow != Flow.BREAK && loop.advance()) {
      frame.budget().step();
      Frame inner = frame.inner();
      inner.scope().set(LOOP, loop);
      target.assign(inner, loop.item());
      flow = inner.run(body);
      completed |= flow == Flow.NEXT;
    }
    // As jinja2 has it, a loop that only continued or broke off runs its else.
    return completed ? Flow.NEXT : frame.inner().run(otherwise);
  }

  private List<Object> chosen(Frame frame, List<Object> items) {
    if (condition.isEmpty()) {
      return items;
    }
    List<Object> chosen = new ArrayList<>();
    for (Object item : items) {
      Frame inner = frame.inner();
      target.assign(inner, item);
      if (inner.isTrue(condition.get())) {
        chosen.add(item);
      }
    }
    return chosen;
  }

  private Optional<Callable> again(Frame frame, int depth) {
    if (!recursive) {
      return Optional.empty();
    }
    return Optional.of(
        arguments -> {
          Frame inner = new Frame(frame.rendering(), frame.scope(), new StringBuilder());
          frame.budget().enter();
          Flow unused = run(inner, arguments.get(0, "items"), depth + 1);
          frame.budget().leave();
          return inner.out().toString();
        });
  }
}
