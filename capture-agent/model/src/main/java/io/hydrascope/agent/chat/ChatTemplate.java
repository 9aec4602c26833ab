package io.hydrascope.agent.chat;

import java.time.Clock;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * A model's chat template. It renders what transformers' {@code apply_chat_template} renders, and
 * what it may take is bounded: a second, a million characters, five million steps, a depth of 400.
 * Thread-safe.
 */
public final class ChatTemplate {
  private final String name;
  private final List<Statement> body;
  private final Limits limits;
  private final Clock clock;
  private final LongSupplier nanoTime;

  ChatTemplate(String name, String source, Limits limits, Clock clock, LongSupplier nanoTime) {
    this.name = name;
    this.limits = limits;
    this.clock = clock;
    this.nanoTime = nanoTime;
    this.body = parse(name, source);
  }

  /**
   * @param name what errors call it, such as its file
   * @param clock what {@code strftime_now} asks
   * @throws ChatTemplateException if it is no template
   */
  public static ChatTemplate parse(String name, String source, Clock clock) {
    return new ChatTemplate(name, source, Limits.standard(), clock, System::nanoTime);
  }

  private static List<Statement> parse(String name, String source) {
    if (source.length() > Limits.SOURCE) {
      throw new ChatTemplateException(
          "chat template %s: characters=%d, at most %d"
              .formatted(name, source.length(), Limits.SOURCE));
    }
    try {
      return StatementParser.parse(TemplateLexer.tokens(source));
    } catch (TemplateFault e) {
      throw named(name, e);
    }
  }

  /**
   * @param variables values as {@link JsonValues} makes them
   * @throws ChatTemplateException if the template refuses them, or takes more than it may
   */
  public ChatText render(Map<String, Object> variables) {
    Rendering rendering =
        new Rendering(
            limits,
            new Budget(limits, nanoTime),
            ZonedDateTime.now(clock),
            new StringBuilder(),
            new ArrayList<>());
    try {
      Frame.Flow unused =
          new Frame(rendering, new TemplateScope(variables), rendering.out()).run(body);
    } catch (TemplateFault e) {
      throw named(name, e);
    }
    return new ChatText(rendering.out().toString(), rendering.generated());
  }

  public String name() {
    return name;
  }

  private static ChatTemplateException named(String name, TemplateFault fault) {
    String line = fault.line().isPresent() ? " line " + fault.line().getAsInt() : "";
    return new ChatTemplateException(
        "chat template %s%s: %s".formatted(name, line, fault.text()), fault);
  }
}
