package io.hydrascope.agent.chat;

import io.hydrascope.agent.chat.Frame.Flow;
import java.util.List;
import java.util.Optional;

/** The statements of a template, but for {@link ForLoop} and those of {@link Macros}. */
final class Statements {
  /** The variable of what a block wrote; no template can name it. */
  static final String CAPTURED = "(captured)";

  private Statements() {}

  record Text(int line, String text) implements Statement {
    @Override
    public Flow run(Frame frame) {
      frame.write(text);
      return Flow.NEXT;
    }
  }

  record Print(int line, Expression value) implements Statement {
    @Override
    public Flow run(Frame frame) {
      frame.write(PyText.of(frame.evaluate(value), frame.budget()));
      return Flow.NEXT;
    }
  }

  record Branch(Expression condition, List<Statement> body) {}

  record If(int line, List<Branch> branches, List<Statement> otherwise) implements Statement {
    @Override
    public Flow run(Frame frame) {
      for (Branch branch : branches) {
        if (frame.isTrue(branch.condition())) {
          return frame.run(branch.body());
        }
      }
      return frame.run(otherwise);
    }
  }

  record SetValue(int line, AssignmentTarget target, Expression value) implements Statement {
    @Override
    public Flow run(Frame frame) {
      target.assign(frame, frame.evaluate(value));
      return Flow.NEXT;
    }
  }

  /**
   * @param filtered what of {@link #CAPTURED} is kept
   */
  record SetBlock(int line, AssignmentTarget target, Expression filtered, List<Statement> body)
      implements Statement {
    @Override
    public Flow run(Frame frame) {
      target.assign(frame, kept(frame, filtered, body));
      return Flow.NEXT;
    }
  }

  record FilterBlock(int line, Expression filtered, List<Statement> body) implements Statement {
    @Override
    public Flow run(Frame frame) {
      frame.write(PyText.of(kept(frame, filtered, body), frame.budget()));
      return Flow.NEXT;
    }
  }

  private static Object kept(Frame frame, Expression filtered, List<Statement> body) {
    Frame inner = frame.inner();
    inner.scope().set(CAPTURED, frame.capture(body, frame.scope().inner()));
    return inner.evaluate(filtered);
  }

  record With(
      int line, List<AssignmentTarget> targets, List<Expression> values, List<Statement> body)
      implements Statement {
    @Override
    public Flow run(Frame frame) {
      Frame inner = frame.inner();
      for (int i = 0; i < targets.size(); i++) {
        targets.get(i).assign(inner, frame.evaluate(values.get(i)));
      }
      return inner.run(body);
    }
  }

  /** What the assistant says, in templates that tell. */
  record Generation(int line, List<Statement> body) implements Statement {
    @Override
    public Flow run(Frame frame) {
      String said = frame.capture(body, frame.scope().inner());
      int start = frame.out().length();
      frame.write(said);
      if (frame.out() == frame.rendering().out()) {
        frame.rendering().generated().add(new ChatText.Span(start, frame.out().length()));
      }
      return Flow.NEXT;
    }
  }

  record Leave(int line, Flow flow) implements Statement {
    @Override
    public Flow run(Frame frame) {
      return flow;
    }
  }

  /** Where a name is none of a filter, a test or a block of ours, jinja2 knows it at once. */
  static Optional<String> refused(String name) {
    return switch (name) {
      case "include", "import", "from", "extends", "block" ->
          Optional.of(
              "%s reaches for other templates, which a chat template may not".formatted(name));
      case "autoescape" -> Optional.of("autoescape is not supported");
      default -> Optional.empty();
    };
  }
}
