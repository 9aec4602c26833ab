package io.hydrascope.agent.chat;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;

/** {@code value.name} and {@code value[key]}. No name leads to a Java object. */
final class Members {
  private static final List<String> OF_LISTS_THAT_CHANGE =
      List.of("append", "clear", "extend", "insert", "pop", "remove", "reverse", "sort");
  private static final List<String> OF_DICTS_THAT_CHANGE =
      List.of("clear", "pop", "popitem", "setdefault", "update");

  private Members() {}

  /** What Python has by that name, then the item of that name. */
  static Object attribute(Object value, String name, Budget budget) {
    if (value instanceof Undefined undefined) {
      throw undefined.fault();
    }
    return own(value, name, budget)
        .or(() -> value instanceof Dict dict ? dict.find(name) : Optional.empty())
        .orElseGet(() -> missing(value, name));
  }

  /** The item, then what Python has by that name. */
  static Object item(Object value, Object key, Budget budget) {
    if (value instanceof Undefined undefined) {
      throw undefined.fault();
    }
    Optional<Object> found = Optional.empty();
    if (value instanceof Dict dict) {
      found = Dict.isHashable(key) ? dict.find(key) : found;
    } else {
      Optional<BigInteger> index = Numbers.integer(key);
      found = index.flatMap(place -> Slicing.item(value, place));
    }
    return found
        .or(() -> PyText.find(key).flatMap(name -> own(value, name, budget)))
        .orElseGet(() -> missing(value, key));
  }

  private static Undefined missing(Object value, Object name) {
    if (name instanceof String text && isUnsafe(value, text)) {
      return new Undefined(
          "access to attribute %s of '%s' object is unsafe"
              .formatted(PyRepr.quote(text), PyType.name(value)));
    }
    return name instanceof String || Dict.isHashable(name)
        ? Undefined.member(value, name)
        : new Undefined("%s has no such element".formatted(PyType.described(value)));
  }

  private static boolean isUnsafe(Object value, String name) {
    return name.startsWith("_")
        || (value instanceof List && OF_LISTS_THAT_CHANGE.contains(name))
        || (value instanceof Dict && OF_DICTS_THAT_CHANGE.contains(name));
  }

  private static Optional<Object> own(Object value, String name, Budget budget) {
    Optional<String> text = PyText.find(value);
    if (text.isPresent()) {
      return TextMethods.find(text.get(), name, budget).map(method -> method);
    }
    if (value instanceof Dict dict) {
      return ofDict(dict, name, budget);
    }
    if (value instanceof Namespace namespace) {
      return namespace.find(name);
    }
    if (value instanceof LoopState loop) {
      return loop.member(name, budget);
    }
    if (value instanceof Macros.Function macro) {
      return name.equals("name") ? Optional.of(macro.macro().name()) : Optional.empty();
    }
    return ofSequence(value, name, budget);
  }

  /** A name that changes a dict hides the item of that name, as it does in Python. */
  private static Optional<Object> ofDict(Dict dict, String name, Budget budget) {
    if (OF_DICTS_THAT_CHANGE.contains(name)) {
      return Optional.of(missing(dict, name));
    }
    return switch (name) {
      case "get" -> method(arguments -> get(dict, arguments));
      case "keys" -> method(arguments -> view("dict_keys", dict.keys(), budget));
      case "values" -> method(arguments -> view("dict_values", dict.values(), budget));
      case "items" -> method(arguments -> view("dict_items", dict.items(), budget));
      case "copy" -> method(arguments -> dict);
      default -> Optional.empty();
    };
  }

  private static Optional<Object> method(Callable method) {
    return Optional.of(method);
  }

  private static Object get(Dict dict, ArgumentList arguments) {
    Object key = arguments.require("get", "key", "default").get(0, "key");
    return dict.find(key).orElseGet(() -> arguments.get(1, "default", None.NONE));
  }

  private static View view(String type, List<Object> items, Budget budget) {
    budget.steps(items.size());
    return new View(type, items, type + "(" + PyRepr.of(items, budget) + ")");
  }

  private static Optional<Object> ofSequence(Object value, String name, Budget budget) {
    boolean has = value instanceof List || value instanceof Tuple;
    if (has && name.equals("index")) {
      return method(arguments -> index(value, arguments.get(0, "value"), budget));
    }
    if (has && name.equals("count")) {
      return method(arguments -> count(value, arguments.get(0, "value"), budget));
    }
    if (value instanceof List && name.equals("copy")) {
      return method(arguments -> value);
    }
    if (value instanceof Double number && name.equals("is_integer")) {
      return method(arguments -> number == Math.rint(number) && !Double.isInfinite(number));
    }
    return Optional.empty();
  }

  private static Object index(Object value, Object wanted, Budget budget) {
    List<Object> items = Items.of(value, budget);
    for (int i = 0; i < items.size(); i++) {
      if (ComparisonOperator.equal(items.get(i), wanted, budget)) {
        return Numbers.of(i);
      }
    }
    throw new TemplateFault("%s is not in list".formatted(PyRepr.of(wanted, budget)));
  }

  private static Object count(Object value, Object wanted, Budget budget) {
    return Numbers.of(
        Items.of(value, budget).stream()
            .filter(item -> ComparisonOperator.equal(item, wanted, budget))
            .count());
  }
}
