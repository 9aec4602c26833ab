package io.hydrascope.agent.chat;

import java.util.List;

/** Where a part of a template is at: its variables, and the text it writes to. */
record Frame(Rendering rendering, TemplateScope scope, StringBuilder out) {
  /** How a statement ended. */
  enum Flow {
    NEXT,
    BREAK,
    CONTINUE
  }

  Budget budget() {
    return rendering.budget();
  }

  Object evaluate(Expression expression) {
    budget().enter();
    Object value = expression.evaluate(this);
    budget().leave();
    return value;
  }

  boolean isTrue(Expression expression) {
    return Truth.of(evaluate(expression));
  }

  Flow run(List<Statement> body) {
    budget().enter();
    for (Statement statement : body) {
      Flow flow = run(statement);
      if (flow != Flow.NEXT) {
        budget().leave();
        return flow;
      }
    }
    budget().leave();
    return Flow.NEXT;
  }

  private Flow run(Statement statement) {
    budget().step();
    try {
      return statement.run(this);
    } catch (TemplateFault e) {
      throw e.at(statement.line());
    }
  }

  /** What the body writes, in a scope of its own. */
  String capture(List<Statement> body, TemplateScope within) {
    Frame frame = new Frame(rendering, within, new StringBuilder());
    Flow flow = frame.run(body);
    if (flow != Flow.NEXT) {
      throw new TemplateFault(flow + " outside of its loop");
    }
    return frame.out.toString();
  }

  void write(String text) {
    budget().characters(text.length());
    rendering.limits().requireOutput((long) out.length() + text.length());
    out.append(text);
  }

  Frame inner() {
    return new Frame(rendering, scope.inner(), out);
  }
}
