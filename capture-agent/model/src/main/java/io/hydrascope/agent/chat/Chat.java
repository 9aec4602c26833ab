package io.hydrascope.agent.chat;

import java.util.HashMap;
import java.util.Map;

/**
 * A template with the special tokens of its tokenizer. Thread-safe.
 *
 * @param source of the template
 * @param specialTokens for example {@code bos_token}, as the template writes them
 */
public record Chat(ChatTemplate template, String source, Map<String, String> specialTokens) {
  /** What the mark is called in transformers, where templates may know it. */
  private static final String MARK = "CONTINUE_FINAL_MESSAGE_TAG ";

  /** How a conversation ends. */
  public enum End {
    /** Where the assistant begins to speak. */
    GENERATE,
    /** Within the last message, which goes on. */
    CONTINUE,
    /** With the last message. */
    CLOSED
  }

  public Chat {
    specialTokens = Map.copyOf(specialTokens);
  }

  /**
   * @throws ChatTemplateException if the template refuses the messages, or takes more than it may
   */
  public ChatText render(Conversation conversation, End end) {
    return end == End.CONTINUE
        ? continued(conversation)
        : render(conversation, end == End.GENERATE);
  }

  private ChatText render(Conversation conversation, boolean generate) {
    Map<String, Object> variables = new HashMap<>(specialTokens);
    variables.put("documents", None.NONE);
    variables.put("add_generation_prompt", generate);
    conversation.putInto(variables);
    return template.render(variables);
  }

  /** Cut where a mark behind the last message's text comes out, as transformers does it. */
  private ChatText continued(Conversation conversation) {
    if (!source.contains("content")) {
      throw refused("reads no content");
    }
    Conversation marked =
        conversation.marked(MARK).orElseThrow(() -> refused("needs text in the last message"));
    ChatText whole = render(marked, false);
    String mark = PyChars.stripEnd(MARK);
    int at = whole.text().lastIndexOf(mark);
    if (at < 0 || !whole.text().contains(conversation.lastText())) {
      throw refused("leaves out a part of the last message");
    }
    String text = whole.text().substring(0, at);
    return whole.cut(whole.text().startsWith(MARK, at) ? text : PyChars.stripEnd(text));
  }

  private ChatTemplateException refused(String why) {
    return new ChatTemplateException(
        "chat template %s %s, so the last message cannot go on: end with a message of another role"
            .formatted(template.name(), why));
  }
}
