package io.hydrascope.agent.chat;

import io.hydrascope.agent.chat.Frame.Flow;
import io.hydrascope.agent.chat.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads a template's text and blocks. */
final class StatementParser {
  private final TokenStream stream;
  private final ExpressionParser expressions;
  private int loops;

  private StatementParser(TokenStream stream) {
    this.stream = stream;
    expressions = new ExpressionParser(stream);
  }

  static List<Statement> parse(List<Token> tokens) {
    StatementParser parser = new StatementParser(new TokenStream(tokens));
    List<Statement> body = parser.body(List.of());
    return body;
  }

  /** Up to one of the names, at which the stream stands then; up to the end if there is none. */
  private List<Statement> body(List<String> ends) {
    List<Statement> body = new ArrayList<>();
    stream.enter();
    while (!stream.isAt(Kind.END)) {
      Token token = stream.next();
      if (token.kind() == Kind.DATA) {
        body.add(new Statements.Text(token.line(), token.text()));
      } else if (token.kind() == Kind.VARIABLE_BEGIN) {
        body.add(new Statements.Print(token.line(), expressions.tuple(false)));
        stream.expect(Kind.VARIABLE_END, "}}");
      } else if (stream.isAt(Kind.NAME) && ends.contains(stream.current().text())) {
        stream.leave();
        return List.copyOf(body);
      } else {
        body.add(statement());
        stream.expect(Kind.BLOCK_END, "%}");
      }
    }
    stream.leave();
    if (!ends.isEmpty()) {
      throw stream.expected(String.join(" or ", ends));
    }
    return List.copyOf(body);
  }

  /** From behind a block's head to its end, which is read too. */
  private List<Statement> blockBody(String end) {
    boolean unused = stream.skipOperator(":");
    stream.expect(Kind.BLOCK_END, "%}");
    List<Statement> body = body(List.of(end));
    stream.next();
    return body;
  }

  private List<Statement> bodyBefore(String... ends) {
    boolean unused = stream.skipOperator(":");
    stream.expect(Kind.BLOCK_END, "%}");
    return body(List.of(ends));
  }

  private Statement statement() {
    int line = stream.line();
    String name = stream.expect(Kind.NAME, "a block's name").text();
    return switch (name) {
      case "if" -> condition(line);
      case "for" -> loop(line);
      case "set" -> set(line);
      case "macro" -> macro(line);
      case "call" -> callBlock(line);
      case "filter" -> filterBlock(line);
      case "with" -> with(line);
      case "print" -> new Statements.Print(line, expressions.tuple(false));
      case "generation" -> new Statements.Generation(line, outsideOfLoops("endgeneration"));
      case "break" -> leave(line, Flow.BREAK);
      case "continue" -> leave(line, Flow.CONTINUE);
      default ->
          throw new TemplateFault(
              Statements.refused(name).orElse("unknown block " + PyRepr.quote(name)), line);
    };
  }

  private Statement leave(int line, Flow flow) {
    if (loops == 0) {
      throw new TemplateFault(flow.name() + " outside of a loop", line);
    }
    return new Statements.Leave(line, flow);
  }

  private Statement condition(int line) {
    List<Statements.Branch> branches = new ArrayList<>();
    List<Statement> otherwise = List.of();
    while (true) {
      Expression condition = branchCondition();
      branches.add(new Statements.Branch(condition, bodyBefore("elif", "else", "endif")));
      String next = stream.next().text();
      if (next.equals("else")) {
        otherwise = blockBody("endif");
      }
      if (!next.equals("elif")) {
        return new Statements.If(line, branches, otherwise);
      }
    }
  }

  /** A tuple without inline ifs, as jinja2 has it. */
  private Expression branchCondition() {
    return disjunctions(List.of());
  }

  private Expression disjunctions(List<String> ends) {
    List<Expression> items = new ArrayList<>();
    boolean isTuple = false;
    while (!stream.isAt(Kind.BLOCK_END)
        && !(stream.isAt(Kind.NAME) && ends.contains(stream.current().text()))) {
      items.add(expressions.disjunction());
      if (!stream.skipOperator(",")) {
        break;
      }
      isTuple = true;
    }
    if (items.isEmpty()) {
      throw stream.expected("an expression");
    }
    return isTuple ? new Expressions.TupleLiteral(items) : items.get(0);
  }

  private Statement loop(int line) {
    AssignmentTarget target = target(false);
    if (!stream.skipName("in")) {
      throw stream.expected("in");
    }
    Expression iterable = disjunctions(List.of("recursive"));
    Optional<Expression> condition =
        stream.skipName("if") ? Optional.of(expressions.expression()) : Optional.empty();
    boolean recursive = stream.skipName("recursive");
    loops++;
    List<Statement> body = bodyBefore("else", "endfor");
    loops--;
    List<Statement> otherwise =
        stream.next().text().equals("else") ? blockBody("endfor") : List.of();
    return new ForLoop(line, target, iterable, condition, recursive, body, otherwise);
  }

  private AssignmentTarget target(boolean withNamespace) {
    List<AssignmentTarget> targets = new ArrayList<>();
    boolean isTuple = false;
    do {
      if (isTuple && !stream.isAt(Kind.NAME) && !stream.isOperator("(")) {
        break;
      }
      targets.add(oneTarget(withNamespace));
      isTuple |= stream.isOperator(",");
    } while (stream.skipOperator(","));
    return isTuple ? new AssignmentTarget.Several(targets) : targets.get(0);
  }

  private AssignmentTarget oneTarget(boolean withNamespace) {
    if (stream.skipOperator("(")) {
      stream.enter();
      AssignmentTarget inner = target(withNamespace);
      stream.expectOperator(")");
      stream.leave();
      return inner;
    }
    String name = stream.expectName();
    if (List.of("true", "false", "none", "True", "False", "None").contains(name)) {
      throw stream.expected("a variable");
    }
    return withNamespace && stream.skipOperator(".")
        ? new AssignmentTarget.Member(name, stream.expectName())
        : new AssignmentTarget.Variable(name);
  }

  private Statement set(int line) {
    AssignmentTarget target = target(true);
    if (stream.skipOperator("=")) {
      return new Statements.SetValue(line, target, expressions.tuple(false));
    }
    Expression filtered = captured();
    return new Statements.SetBlock(line, target, filtered, outsideOfLoops("endset"));
  }

  private Expression captured() {
    Expression captured = new Expressions.Name(Statements.CAPTURED);
    return stream.skipOperator("|") ? expressions.filterChain(captured) : captured;
  }

  private Statement filterBlock(int line) {
    Expression filtered = expressions.filterChain(new Expressions.Name(Statements.CAPTURED));
    return new Statements.FilterBlock(line, filtered, outsideOfLoops("endfilter"));
  }

  /** A block that is rendered by itself: it cannot leave a loop around it. */
  private List<Statement> outsideOfLoops(String end) {
    int before = loops;
    loops = 0;
    List<Statement> body = blockBody(end);
    loops = before;
    return body;
  }

  private Statement with(int line) {
    List<AssignmentTarget> targets = new ArrayList<>();
    List<Expression> values = new ArrayList<>();
    while (!stream.isAt(Kind.BLOCK_END)) {
      if (!targets.isEmpty()) {
        stream.expectOperator(",");
      }
      targets.add(oneTarget(false));
      stream.expectOperator("=");
      values.add(expressions.expression());
    }
    return new Statements.With(line, targets, values, blockBody("endwith"));
  }

  private Statement macro(int line) {
    String name = stream.expectName();
    return new Macros.Definition(line, macro(name, parameters(), "endmacro"));
  }

  private Statement callBlock(int line) {
    List<Macros.Parameter> parameters = stream.isOperator("(") ? parameters() : List.of();
    if (expressions.expression() instanceof Expressions.Call call) {
      return new Macros.CallBlock(line, call, macro("caller", parameters, "endcall"));
    }
    throw new TemplateFault("expected a call", line);
  }

  private Macros.Macro macro(String name, List<Macros.Parameter> parameters, String end) {
    int start = stream.place();
    List<Statement> body = outsideOfLoops(end);
    return new Macros.Macro(name, parameters, body, stream.namesSince(start));
  }

  private List<Macros.Parameter> parameters() {
    List<Macros.Parameter> parameters = new ArrayList<>();
    stream.expectOperator("(");
    while (!stream.skipOperator(")")) {
      if (!parameters.isEmpty()) {
        stream.expectOperator(",");
      }
      String name = stream.expectName();
      Optional<Expression> otherwise =
          stream.skipOperator("=") ? Optional.of(expressions.expression()) : Optional.empty();
      parameters.add(new Macros.Parameter(name, otherwise));
    }
    return parameters;
  }
}
