package io.hydrascope.agent.chat;

import io.hydrascope.agent.chat.Token.Kind;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads expressions, from the loosest operator to the tightest. */
final class ExpressionParser {
  private static final List<String> COMPARISONS = List.of("==", "!=", ">", "<", ">=", "<=");
  private static final List<String> AFTER_A_TEST = List.of("else", "or", "and");

  private final TokenStream stream;

  ExpressionParser(TokenStream stream) {
    this.stream = stream;
  }

  Expression expression() {
    stream.enter();
    Expression value = disjunction();
    while (stream.skipName("if")) {
      Expression condition = disjunction();
      Optional<Expression> otherwise =
          stream.skipName("else") ? Optional.of(expression()) : Optional.empty();
      value = new Expressions.Conditional(condition, value, otherwise);
    }
    stream.leave();
    return value;
  }

  /** Without an inline if. */
  Expression disjunction() {
    Expression left = conjunction();
    while (stream.skipName("or")) {
      left = new Expressions.Or(left, conjunction());
    }
    return left;
  }

  private Expression conjunction() {
    Expression left = negation();
    while (stream.skipName("and")) {
      left = new Expressions.And(left, negation());
    }
    return left;
  }

  private Expression negation() {
    int count = 0;
    while (stream.skipName("not")) {
      stream.enter();
      count++;
    }
    Expression value = comparison();
    for (int i = 0; i < count; i++) {
      value = new Expressions.Not(value);
      stream.leave();
    }
    return value;
  }

  private Expression comparison() {
    List<Expression> operands = new ArrayList<>(List.of(sum()));
    List<String> operators = new ArrayList<>();
    for (Optional<String> next = comparator(); next.isPresent(); next = comparator()) {
      operators.add(next.get());
      operands.add(sum());
    }
    return operators.isEmpty() ? operands.get(0) : new Expressions.Compare(operands, operators);
  }

  private Optional<String> comparator() {
    if (stream.isAt(Kind.OPERATOR) && COMPARISONS.contains(stream.current().text())) {
      return Optional.of(stream.next().text());
    }
    if (stream.skipName("in")) {
      return Optional.of("in");
    }
    if (stream.isName("not") && stream.look().is(Kind.NAME, "in")) {
      stream.next();
      stream.next();
      return Optional.of("not in");
    }
    return Optional.empty();
  }

  private Expression sum() {
    Expression left = concatenation();
    while (stream.isOperator("+") || stream.isOperator("-")) {
      left = new Expressions.Binary(stream.next().text(), left, concatenation());
    }
    return left;
  }

  private Expression concatenation() {
    List<Expression> parts = new ArrayList<>(List.of(product()));
    while (stream.skipOperator("~")) {
      parts.add(product());
    }
    return parts.size() == 1 ? parts.get(0) : new Expressions.Concat(parts);
  }

  private Expression product() {
    Expression left = power();
    while (stream.isAt(Kind.OPERATOR)
        && List.of("*", "/", "//", "%").contains(stream.current().text())) {
      left = new Expressions.Binary(stream.next().text(), left, power());
    }
    return left;
  }

  private Expression power() {
    Expression left = unary(true);
    while (stream.skipOperator("**")) {
      left = new Expressions.Binary("**", left, unary(true));
    }
    return left;
  }

  private Expression unary(boolean withFilters) {
    Expression value;
    if (stream.isOperator("-") || stream.isOperator("+")) {
      stream.enter();
      value = new Expressions.Unary(stream.next().text(), unary(false));
      stream.leave();
    } else {
      value = primary();
    }
    value = postfix(value);
    return withFilters ? filters(value) : value;
  }

  Expression primary() {
    return switch (stream.current().kind()) {
      case NAME -> name(stream.next().text());
      case STRING -> string();
      case INTEGER -> new Expressions.Constant(integer(stream.next().text()));
      case FLOAT -> new Expressions.Constant(Double.valueOf(stream.next().text()));
      default -> bracketed();
    };
  }

  private Expression bracketed() {
    if (stream.skipOperator("(")) {
      Expression value = tuple(true);
      stream.expectOperator(")");
      return value;
    }
    if (stream.skipOperator("[")) {
      return new Expressions.ListLiteral(list("]"));
    }
    if (stream.skipOperator("{")) {
      return dict();
    }
    throw stream.expected("a value");
  }

  private static Expression name(String name) {
    return switch (name) {
      case "true", "True" -> new Expressions.Constant(true);
      case "false", "False" -> new Expressions.Constant(false);
      case "none", "None" -> new Expressions.Constant(None.NONE);
      default -> new Expressions.Name(name);
    };
  }

  private Expression string() {
    StringBuilder text = new StringBuilder();
    while (stream.isAt(Kind.STRING)) {
      text.append(stream.next().text());
    }
    return new Expressions.Constant(text.toString());
  }

  private static BigInteger integer(String text) {
    if (text.length() < 2 || Character.isDigit(text.charAt(1))) {
      return Numbers.bounded(new BigInteger(text));
    }
    int radix = "b".equalsIgnoreCase(text.substring(1, 2)) ? 2 : 0;
    radix = radix == 0 && "o".equalsIgnoreCase(text.substring(1, 2)) ? 8 : radix;
    return Numbers.bounded(new BigInteger(text.substring(2), radix == 0 ? 16 : radix));
  }

  /** One expression, or a tuple where a comma follows. */
  Expression tuple(boolean inParentheses) {
    List<Expression> items = new ArrayList<>();
    boolean isTuple = false;
    while (!endsTuple()) {
      items.add(expression());
      if (!stream.skipOperator(",")) {
        break;
      }
      isTuple = true;
    }
    if (!isTuple && items.size() == 1) {
      return items.get(0);
    }
    if (items.isEmpty() && !inParentheses) {
      throw stream.expected("an expression");
    }
    return new Expressions.TupleLiteral(items);
  }

  private boolean endsTuple() {
    return stream.isAt(Kind.VARIABLE_END) || stream.isAt(Kind.BLOCK_END) || stream.isOperator(")");
  }

  private List<Expression> list(String close) {
    List<Expression> items = new ArrayList<>();
    while (!stream.skipOperator(close)) {
      if (!items.isEmpty()) {
        stream.expectOperator(",");
        if (stream.skipOperator(close)) {
          break;
        }
      }
      items.add(expression());
    }
    return items;
  }

  private Expression dict() {
    List<Expression> keys = new ArrayList<>();
    List<Expression> values = new ArrayList<>();
    while (!stream.skipOperator("}")) {
      if (!keys.isEmpty()) {
        stream.expectOperator(",");
        if (stream.skipOperator("}")) {
          break;
        }
      }
      keys.add(expression());
      stream.expectOperator(":");
      values.add(expression());
    }
    return new Expressions.DictLiteral(keys, values);
  }

  private Expression postfix(Expression value) {
    Expression result = value;
    while (true) {
      if (stream.skipOperator(".")) {
        result = member(result);
      } else if (stream.skipOperator("[")) {
        result = subscript(result);
      } else if (stream.isOperator("(")) {
        result = new Expressions.Call(result, arguments());
      } else {
        return result;
      }
    }
  }

  private Expression member(Expression of) {
    if (stream.isAt(Kind.INTEGER)) {
      return new Expressions.Item(of, new Expressions.Constant(integer(stream.next().text())));
    }
    return new Expressions.Attribute(of, stream.expect(Kind.NAME, "a name or number").text());
  }

  private Expression subscript(Expression of) {
    Optional<Expression> first = slicePart();
    if (stream.skipOperator(":")) {
      Optional<Expression> stop = slicePart();
      Optional<Expression> step = stream.skipOperator(":") ? slicePart() : Optional.empty();
      stream.expectOperator("]");
      return new Expressions.Slice(of, first, stop, step);
    }
    stream.expectOperator("]");
    return new Expressions.Item(of, first.orElseThrow(() -> stream.expected("an index")));
  }

  private Optional<Expression> slicePart() {
    return stream.isOperator(":") || stream.isOperator("]")
        ? Optional.empty()
        : Optional.of(expression());
  }

  private Expression filters(Expression value) {
    Expression result = value;
    while (true) {
      if (stream.skipOperator("|")) {
        result = filter(result);
      } else if (stream.skipName("is")) {
        result = test(result);
      } else if (stream.isOperator("(")) {
        result = new Expressions.Call(result, arguments());
      } else {
        return result;
      }
    }
  }

  /** One filter and those behind it. */
  Expression filterChain(Expression value) {
    Expression result = filter(value);
    while (stream.skipOperator("|")) {
      result = filter(result);
    }
    return result;
  }

  private Expression filter(Expression value) {
    String name = dotted();
    return new Expressions.Filtered(
        value, name, stream.isOperator("(") ? arguments() : CallArguments.NONE);
  }

  private String dotted() {
    StringBuilder name = new StringBuilder(stream.expectName());
    while (stream.skipOperator(".")) {
      name.append('.').append(stream.expectName());
    }
    return name.toString();
  }

  private Expression test(Expression value) {
    boolean negated = stream.skipName("not");
    String name = dotted();
    CallArguments arguments = CallArguments.NONE;
    if (stream.isOperator("(")) {
      arguments = arguments();
    } else if (startsTestArgument()) {
      arguments = CallArguments.of(postfix(primary()));
    }
    Expression test = new Expressions.Tested(value, name, arguments);
    return negated ? new Expressions.Not(test) : test;
  }

  private boolean startsTestArgument() {
    Token token = stream.current();
    return switch (token.kind()) {
      case STRING, INTEGER, FLOAT -> true;
      case OPERATOR -> token.text().equals("[") || token.text().equals("{");
      case NAME -> startsWithName(token.text());
      default -> false;
    };
  }

  private boolean startsWithName(String name) {
    if (name.equals("is")) {
      throw stream.expected("no second test behind a test");
    }
    return !AFTER_A_TEST.contains(name);
  }

  CallArguments arguments() {
    stream.expectOperator("(");
    List<Expression> places = new ArrayList<>();
    Map<String, Expression> names = new LinkedHashMap<>();
    Optional<Expression> more = Optional.empty();
    Optional<Expression> moreNames = Optional.empty();
    while (!stream.isOperator(")")) {
      if (stream.skipOperator("*")) {
        more = Optional.of(expression());
      } else if (stream.skipOperator("**")) {
        moreNames = Optional.of(expression());
      } else if (stream.isAt(Kind.NAME) && stream.look().is(Kind.OPERATOR, "=")) {
        String name = stream.expectName();
        stream.next();
        names.put(name, expression());
      } else if (names.isEmpty() && moreNames.isEmpty()) {
        places.add(expression());
      } else {
        throw stream.expected("a named argument behind one");
      }
      if (!stream.skipOperator(",") && !stream.isOperator(")")) {
        throw stream.expected("a comma or )");
      }
    }
    stream.next();
    return new CallArguments(places, names, more, moreNames);
  }
}
