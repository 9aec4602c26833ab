package io.hydrascope.agent.chat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The expressions of a template. */
final class Expressions {
  private Expressions() {}

  record Constant(Object value) implements Expression {
    @Override
    public Object evaluate(Frame frame) {
      return value;
    }
  }

  record Name(String name) implements Expression {
    @Override
    public Object evaluate(Frame frame) {
      return frame
          .scope()
          .find(name)
          .or(() -> Globals.find(name, frame.rendering()))
          .orElseGet(() -> Undefined.variable(name));
    }
  }

  record Attribute(Expression of, String name) implements Expression {
    @Override
    public Object evaluate(Frame frame) {
      return Members.attribute(frame.evaluate(of), name, frame.budget());
    }
  }

  record Item(Expression of, Expression key) implements Expression {
    @Override
    public Object evaluate(Frame frame) {
      Object value = frame.evaluate(of);
      return Members.item(value, frame.evaluate(key), frame.budget());
    }
  }

  record Slice(
      Expression of,
      Optional<Expression> start,
      Optional<Expression> stop,
      Optional<Expression> step)
      implements Expression {
    @Override
    public Object evaluate(Frame frame) {
      Object value = frame.evaluate(of);
      return Slicing.slice(
          value, bound(frame, start), bound(frame, stop), bound(frame, step), frame.budget());
    }

    private static Object bound(Frame frame, Optional<Expression> bound) {
      return bound.map(frame::evaluate).orElse(None.NONE);
    }
  }

  record Call(Expression callee, CallArguments arguments) implements Expression {
    @Override
    public Object evaluate(Frame frame) {
      return call(frame.evaluate(callee), arguments.evaluate(frame));
    }

    static Object call(Object callee, ArgumentList arguments) {
      if (callee instanceof Callable callable) {
        return callable.call(arguments);
      }
      if (callee instanceof Undefined undefined) {
        throw undefined.fault();
      }
      throw new TemplateFault("'%s' object is not callable".formatted(PyType.name(callee)));
    }
  }

  record Filtered(Expression of, String name, CallArguments arguments) implements Expression {
    @Override
    public Object evaluate(Frame frame) {
      Filter filter = Filters.get(name);
      Object value = frame.evaluate(of);
      return filter.apply(value, arguments.evaluate(frame), frame.rendering());
    }
  }

  record Tested(Expression of, String name, CallArguments arguments) implements Expression {
    @Override
    public Object evaluate(Frame frame) {
      ValueTest test = ValueTests.get(name);
      Object value = frame.evaluate(of);
      return test.holds(value, arguments.evaluate(frame), frame.rendering());
    }
  }

  record Not(Expression of) implements Expression {
    @Override
    public Object evaluate(Frame frame) {
      return !frame.isTrue(of);
    }
  }

  record And(Expression left, Expression right) implements Expression {
    @Override
    public Object evaluate(Frame frame) {
      Object value = frame.evaluate(left);
      return Truth.of(value) ? frame.evaluate(right) : value;
    }
  }

  record Or(Expression left, Expression right) implements Expression {
    @Override
    public Object evaluate(Frame frame) {
      Object value = frame.evaluate(left);
      return Truth.of(value) ? value : frame.evaluate(right);
    }
  }

  /**
   * @param operators between the operands, so one fewer
   */
  record Compare(List<Expression> operands, List<String> operators) implements Expression {
    @Override
    public Object evaluate(Frame frame) {
      Object left = frame.evaluate(operands.get(0));
      for (int i = 0; i < operators.size(); i++) {
        Object right = frame.evaluate(operands.get(i + 1));
        if (!ComparisonOperator.holds(operators.get(i), left, right, frame.budget())) {
          return false;
        }
        left = right;
      }
      return true;
    }
  }

  record Binary(String operator, Expression left, Expression right) implements Expression {
    @Override
    public Object evaluate(Frame frame) {
      Object first = frame.evaluate(left);
      return Arithmetic.binary(operator, first, frame.evaluate(right), frame.budget());
    }
  }

  record Unary(String operator, Expression of) implements Expression {
    @Override
    public Object evaluate(Frame frame) {
      return Arithmetic.unary(operator, frame.evaluate(of));
    }
  }

  record Concat(List<Expression> parts) implements Expression {
    @Override
    public Object evaluate(Frame frame) {
      StringBuilder text = new StringBuilder();
      for (Expression part : parts) {
        text.append(PyText.of(frame.evaluate(part), frame.budget()));
        frame.budget().characters(text.length());
      }
      return text.toString();
    }
  }

  record Conditional(Expression condition, Expression yes, Optional<Expression> no)
      implements Expression {
    @Override
    public Object evaluate(Frame frame) {
      if (frame.isTrue(condition)) {
        return frame.evaluate(yes);
      }
      return no.map(frame::evaluate)
          .orElseGet(
              () ->
                  new Undefined("the inline if-expression is false and has no else, so no value"));
    }
  }

  record ListLiteral(List<Expression> items) implements Expression {
    @Override
    public Object evaluate(Frame frame) {
      List<Object> values = new ArrayList<>(items.size());
      items.forEach(item -> values.add(frame.evaluate(item)));
      return List.copyOf(values);
    }
  }

  record TupleLiteral(List<Expression> items) implements Expression {
    @Override
    public Object evaluate(Frame frame) {
      List<Object> values = new ArrayList<>(items.size());
      items.forEach(item -> values.add(frame.evaluate(item)));
      return new Tuple(List.copyOf(values));
    }
  }

  record DictLiteral(List<Expression> keys, List<Expression> values) implements Expression {
    @Override
    public Object evaluate(Frame frame) {
      Dict dict = new Dict();
      for (int i = 0; i < keys.size(); i++) {
        Object key = frame.evaluate(keys.get(i));
        dict.put(key, frame.evaluate(values.get(i)));
      }
      return dict;
    }
  }
}
