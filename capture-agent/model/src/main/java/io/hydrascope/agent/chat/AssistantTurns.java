package io.hydrascope.agent.chat;

import io.hydrascope.agent.chat.Chat.End;
import io.hydrascope.agent.chat.ChatText.Span;
import java.util.ArrayList;
import java.util.List;

/**
 * Where in a rendered conversation the assistant speaks. A template's generation blocks say it. Few
 * published templates have them: there, a turn is what comes between the text before it, with the
 * beginning of an answer, and the text with it.
 */
public final class AssistantTurns {
  private AssistantTurns() {}

  /**
   * @param whole as the conversation was rendered
   * @throws ChatTemplateException naming the turn before or behind which the template writes
   *     something else where more follows, so that the turn cannot be told
   */
  public static List<Span> of(Chat chat, Conversation conversation, ChatText whole) {
    if (!whole.generated().isEmpty()) {
      return whole.generated();
    }
    List<Span> turns = new ArrayList<>();
    for (int place = 0; place < conversation.size(); place++) {
      if (conversation.isAssistant(place)) {
        turns.add(turn(chat, conversation, whole.text(), place));
      }
    }
    return List.copyOf(turns);
  }

  private static Span turn(Chat chat, Conversation conversation, String whole, int place) {
    boolean isLast = place == conversation.size() - 1;
    int start =
        place == 0 ? 0 : prefix(chat, conversation.first(place), End.GENERATE, whole, place);
    int end =
        isLast
            ? whole.length()
            : prefix(chat, conversation.first(place + 1), End.CLOSED, whole, place);
    if (end < start) {
      throw refused(chat, place);
    }
    return new Span(start, end);
  }

  private static int prefix(Chat chat, Conversation first, End end, String whole, int place) {
    String text = chat.render(first, end).text();
    if (!whole.startsWith(text)) {
      throw refused(chat, place);
    }
    return text.length();
  }

  private static ChatTemplateException refused(Chat chat, int place) {
    return new ChatTemplateException(
        "chat template %s: the tokens of messages[%d] cannot be told, because what it renders up to that turn is not how the whole begins (some drop earlier thinking): use --readout with positions or last, or give the template generation blocks"
            .formatted(chat.template().name(), place));
  }
}
