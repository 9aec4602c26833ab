package io.hydrascope.agent.chat;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** ArgumentList as a template writes them: {@code a, b=c, *d, **e}. */
record CallArguments(
    List<Expression> places,
    Map<String, Expression> names,
    Optional<Expression> more,
    Optional<Expression> moreNames) {
  static final CallArguments NONE =
      new CallArguments(List.of(), Map.of(), Optional.empty(), Optional.empty());

  static CallArguments of(Expression only) {
    return new CallArguments(List.of(only), Map.of(), Optional.empty(), Optional.empty());
  }

  ArgumentList evaluate(Frame frame) {
    ArgumentList.Builder arguments = new ArgumentList.Builder();
    places.forEach(place -> arguments.add(frame.evaluate(place)));
    more.ifPresent(list -> Items.of(frame.evaluate(list), frame.budget()).forEach(arguments::add));
    names.forEach((name, value) -> arguments.put(name, frame.evaluate(value)));
    moreNames.ifPresent(names -> addAll(arguments, frame.evaluate(names)));
    return arguments.build();
  }

  private static void addAll(ArgumentList.Builder arguments, Object names) {
    if (!(names instanceof Dict dict)) {
      throw new TemplateFault("** needs a dict, not " + PyType.name(names));
    }
    dict.entries().forEach(entry -> arguments.put(PyText.require(entry.key()), entry.value()));
  }
}
