package io.hydrascope.agent.chat;

import io.hydrascope.agent.chat.Frame.Flow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Macros and what calls them with a body. */
final class Macros {
  private static final String CALLER = "caller";
  private static final String MORE = "varargs";
  private static final String MORE_NAMES = "kwargs";

  private Macros() {}

  record Parameter(String name, Optional<Expression> otherwise) {}

  /**
   * @param uses names that occur in the body, which decide what the macro takes
   */
  record Macro(String name, List<Parameter> parameters, List<Statement> body, List<String> uses) {
    boolean takes(String special) {
      return uses.contains(special) && parameters.stream().noneMatch(p -> p.name().equals(special));
    }
  }

  record Definition(int line, Macro macro) implements Statement {
    @Override
    public Flow run(Frame frame) {
      frame.scope().set(macro.name(), new Function(macro, frame));
      return Flow.NEXT;
    }
  }

  record CallBlock(int line, Expressions.Call call, Macro caller) implements Statement {
    @Override
    public Flow run(Frame frame) {
      Object callee = frame.evaluate(call.callee());
      ArgumentList given = call.arguments().evaluate(frame);
      Map<String, Object> names = new HashMap<>(given.names());
      names.put(CALLER, new Function(caller, frame));
      Object result = Expressions.Call.call(callee, new ArgumentList(given.places(), names));
      frame.write(PyText.of(result, frame.budget()));
      return Flow.NEXT;
    }
  }

  /** A macro where it was defined: it sees the variables of that place. */
  record Function(Macro macro, Frame defined) implements Callable {
    @Override
    public Object call(ArgumentList arguments) {
      TemplateScope scope = defined.scope().inner();
      bind(arguments, new Frame(defined.rendering(), scope, new StringBuilder()));
      return defined.capture(macro.body(), scope);
    }

    private void bind(ArgumentList arguments, Frame frame) {
      List<Object> places = arguments.places();
      Map<String, Object> names = new HashMap<>(arguments.names());
      List<Parameter> parameters = macro.parameters();
      for (int i = 0; i < parameters.size(); i++) {
        Parameter parameter = parameters.get(i);
        Optional<Object> named = Optional.ofNullable(names.remove(parameter.name()));
        Optional<Object> placed = i < places.size() ? Optional.of(places.get(i)) : named;
        if (i < places.size() && named.isPresent()) {
          throw new TemplateFault(
              "macro %s got %s twice".formatted(macro.name(), parameter.name()));
        }
        frame.scope().set(parameter.name(), placed.orElseGet(() -> missing(parameter, frame)));
      }
      bindCaller(names, frame);
      bindMore(places, names, frame);
    }

    private static Object missing(Parameter parameter, Frame frame) {
      return parameter
          .otherwise()
          .map(frame::evaluate)
          .orElseGet(
              () -> new Undefined("parameter '%s' was not provided".formatted(parameter.name())));
    }

    private void bindCaller(Map<String, Object> names, Frame frame) {
      if (macro.takes(CALLER)) {
        Object caller = names.remove(CALLER);
        frame.scope().set(CALLER, caller == null ? new Undefined("No caller defined") : caller);
      }
    }

    private void bindMore(List<Object> places, Map<String, Object> names, Frame frame) {
      int count = macro.parameters().size();
      List<Object> more = places.size() > count ? places.subList(count, places.size()) : List.of();
      if (macro.takes(MORE)) {
        frame.scope().set(MORE, new Tuple(new ArrayList<>(more)));
      } else if (!more.isEmpty()) {
        throw new TemplateFault(
            "macro %s takes at most %d arguments, not %d"
                .formatted(macro.name(), count, places.size()));
      }
      if (macro.takes(MORE_NAMES)) {
        frame.scope().set(MORE_NAMES, Dict.of(names));
      } else if (!names.isEmpty()) {
        throw new TemplateFault(
            "macro %s takes no argument %s"
                .formatted(macro.name(), names.keySet().iterator().next()));
      }
    }
  }
}
