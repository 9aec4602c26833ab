package io.hydrascope.agent.chat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** What every template can call. */
final class Globals {
  private Globals() {}

  static Optional<Object> find(String name, Rendering rendering) {
    Budget budget = rendering.budget();
    return switch (name) {
      case "range" -> callable(arguments -> range(arguments, budget));
      case "dict" -> callable(arguments -> dict(arguments, budget));
      case "namespace" -> callable(arguments -> namespace(arguments, budget));
      case "cycler" -> callable(arguments -> cycler(arguments.places()));
      case "joiner" -> callable(Globals::joiner);
      case "raise_exception" -> callable(arguments -> raise(arguments, budget));
      case "strftime_now" ->
          callable(arguments -> budget.made(Strftime.format(format(arguments), rendering.now())));
      default -> Optional.empty();
    };
  }

  private static Optional<Object> callable(Callable callable) {
    return Optional.of(callable);
  }

  private static String format(ArgumentList arguments) {
    return PyText.require(arguments.require("strftime_now", "format").get(0, "format"));
  }

  private static Object raise(ArgumentList arguments, Budget budget) {
    Object message = arguments.require("raise_exception", "message").get(0, "message");
    throw new TemplateFault("it refuses these messages: " + PyText.of(message, budget));
  }

  private static Object range(ArgumentList arguments, Budget budget) {
    int count = arguments.places().size();
    if (count == 0 || count > 3) {
      throw new TemplateFault("range takes 1 to 3 arguments, not " + count);
    }
    BigInteger first = whole(arguments.places().get(0));
    BigInteger start = count == 1 ? BigInteger.ZERO : first;
    BigInteger stop = count == 1 ? first : whole(arguments.places().get(1));
    BigInteger step = count == 3 ? whole(arguments.places().get(2)) : BigInteger.ONE;
    if (step.signum() == 0) {
      throw new TemplateFault("range() step must not be zero");
    }
    List<Object> items = items(start, stop, step, budget);
    String text =
        count == 3 && !step.equals(BigInteger.ONE)
            ? "range(%s, %s, %s)".formatted(start, stop, step)
            : "range(%s, %s)".formatted(start, stop);
    return new View(View.RANGE, items, text);
  }

  private static List<Object> items(
      BigInteger start, BigInteger stop, BigInteger step, Budget budget) {
    BigInteger distance = stop.subtract(start).multiply(Numbers.of(step.signum()));
    BigInteger width = step.abs();
    BigInteger count =
        distance.add(width).subtract(BigInteger.ONE).divide(width).max(BigInteger.ZERO);
    if (count.compareTo(Numbers.of(Limits.RANGE)) > 0) {
      throw new TemplateFault("range=%s items, at most %d".formatted(count, Limits.RANGE));
    }
    budget.steps(count.intValue());
    List<Object> items = new ArrayList<>();
    BigInteger value = start;
    for (int i = 0; i < count.intValue(); i++) {
      items.add(value);
      value = value.add(step);
    }
    return items;
  }

  private static BigInteger whole(Object value) {
    return Numbers.integer(value)
        .orElseThrow(
            () ->
                value instanceof Undefined undefined
                    ? undefined.fault()
                    : new TemplateFault("range needs whole numbers, not " + PyType.name(value)));
  }

  static Dict dict(ArgumentList arguments, Budget budget) {
    Dict dict = new Dict();
    for (Object value : arguments.places()) {
      if (value instanceof Dict other) {
        dict.putAll(other);
      } else {
        Items.of(value, budget).forEach(pair -> putPair(dict, Items.of(pair, budget)));
      }
    }
    arguments.names().forEach(dict::put);
    return dict;
  }

  private static void putPair(Dict dict, List<Object> pair) {
    if (pair.size() != 2) {
      throw new TemplateFault("dict() needs pairs, not %d values".formatted(pair.size()));
    }
    dict.put(pair.get(0), pair.get(1));
  }

  private static Namespace namespace(ArgumentList arguments, Budget budget) {
    Namespace namespace = new Namespace();
    dict(arguments, budget)
        .entries()
        .forEach(entry -> namespace.set(PyText.require(entry.key()), entry.value()));
    return namespace;
  }

  private static Object joiner(ArgumentList arguments) {
    Object separator = arguments.get(0, "sep", ", ");
    AtomicInteger used = new AtomicInteger();
    return (Callable) unused -> used.getAndIncrement() == 0 ? "" : separator;
  }

  private static Object cycler(List<Object> items) {
    if (items.isEmpty()) {
      throw new TemplateFault("no items for cycling given");
    }
    AtomicInteger place = new AtomicInteger();
    Namespace cycler = new Namespace();
    Callable next = unused -> items.get(place.getAndIncrement() % items.size());
    cycler.set("next", next);
    return cycler;
  }
}
