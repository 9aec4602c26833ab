package io.hydrascope.agent.chat;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** The tests of Jinja. */
final class ValueTests {
  private ValueTests() {}

  static ValueTest get(String name) {
    return find(name).orElseThrow(() -> new TemplateFault("no test named " + PyRepr.quote(name)));
  }

  private static Optional<ValueTest> find(String name) {
    return kind(name).or(() -> comparison(name)).or(() -> number(name));
  }

  private static Optional<ValueTest> simple(Predicate<Object> holds) {
    return Optional.of((value, arguments, rendering) -> holds.test(value));
  }

  private static Optional<ValueTest> kind(String name) {
    return switch (name) {
      case "defined" -> simple(value -> !(value instanceof Undefined));
      case "undefined" -> simple(Undefined.class::isInstance);
      case "none" -> simple(value -> value == None.NONE);
      case "boolean" -> simple(Boolean.class::isInstance);
      case "true" -> simple(value -> value instanceof Boolean truth && truth);
      case "false" -> simple(value -> value instanceof Boolean truth && !truth);
      case "integer" -> simple(BigInteger.class::isInstance);
      case "float" -> simple(Double.class::isInstance);
      case "number" -> simple(Numbers::isNumber);
      case "string" -> simple(value -> PyText.find(value).isPresent());
      case "mapping" -> simple(Dict.class::isInstance);
      case "sequence" -> simple(ValueTests::isSequence);
      case "iterable" -> simple(Items::exist);
      case "callable" ->
          simple(value -> (value instanceof Callable) || (value instanceof Undefined));
      case "escaped" -> simple(SafeText.class::isInstance);
      case "filter" -> simple(Filters::exists);
      case "test" -> simple(value -> PyText.find(value).flatMap(ValueTests::find).isPresent());
      default -> Optional.empty();
    };
  }

  private static boolean isSequence(Object value) {
    boolean range = value instanceof View view && view.type().equals(View.RANGE);
    return range
        || value instanceof List
        || value instanceof Tuple
        || value instanceof Dict
        || PyText.find(value).isPresent();
  }

  private static Optional<ValueTest> comparison(String name) {
    return switch (name) {
      case "==", "eq", "equalto" -> operator("==");
      case "!=", "ne" -> operator("!=");
      case ">", "gt", "greaterthan" -> operator(">");
      case ">=", "ge" -> operator(">=");
      case "<", "lt", "lessthan" -> operator("<");
      case "<=", "le" -> operator("<=");
      case "in" -> operator("in");
      case "sameas" ->
          Optional.of((value, arguments, r) -> isSame(value, arguments.get(0, "other")));
      default -> Optional.empty();
    };
  }

  private static Optional<ValueTest> operator(String operator) {
    return Optional.of(
        (value, arguments, rendering) ->
            ComparisonOperator.holds(
                operator, value, arguments.get(0, "other"), rendering.budget()));
  }

  /** Identity of what Python has once; small ints are, and texts are not asked. */
  private static boolean isSame(Object value, Object other) {
    boolean scalar = value instanceof Boolean || value instanceof BigInteger || value == None.NONE;
    return (scalar || value instanceof String) ? value.equals(other) : value == other;
  }

  private static Optional<ValueTest> number(String name) {
    return switch (name) {
      case "odd" ->
          Optional.of((value, a, r) -> rest(value, Numbers.of(2), r).equals(Numbers.of(1)));
      case "even" -> Optional.of((value, a, r) -> isZero(rest(value, Numbers.of(2), r)));
      case "divisibleby" -> Optional.of((value, a, r) -> isZero(rest(value, a.get(0, "num"), r)));
      case "lower" -> Optional.of((value, a, r) -> TextKinds.isLower(PyText.of(value, r.budget())));
      case "upper" -> Optional.of((value, a, r) -> TextKinds.isUpper(PyText.of(value, r.budget())));
      default -> Optional.empty();
    };
  }

  private static Object rest(Object value, Object divisor, Rendering rendering) {
    return Arithmetic.binary("%", value, divisor, rendering.budget());
  }

  private static boolean isZero(Object number) {
    return Numbers.isNumber(number) && !Truth.of(number);
  }
}
