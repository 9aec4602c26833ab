package io.hydrascope.agent.prompt;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hydrascope.agent.chat.AssistantTurns;
import io.hydrascope.agent.chat.Chat;
import io.hydrascope.agent.chat.ChatTemplateException;
import io.hydrascope.agent.chat.ChatText;
import io.hydrascope.agent.chat.Conversation;
import io.hydrascope.agent.checkpoint.RenderedTokens;
import io.hydrascope.agent.checkpoint.TextTokenizer;
import java.util.List;
import java.util.Optional;

/** The tokens of a prompt that comes as tokens, as text or as messages. Any thread may ask. */
final class PromptTokens {
  static final List<String> FORMS = List.of("tokens", "text", "messages");
  static final String TOOLS = "tools";

  private final Optional<TextTokenizer> tokenizer;

  PromptTokens(Optional<TextTokenizer> tokenizer) {
    this.tokenizer = tokenizer;
  }

  /**
   * @param assistant which of them the assistant says
   */
  record Encoded(int[] ids, AssistantTokens assistant) {
    static Encoded plain(int[] ids) {
      return new Encoded(ids, AssistantTokens.NONE);
    }
  }

  /**
   * @throws BadPromptException naming value and limit
   */
  Encoded of(ObjectNode prompt) {
    if (FORMS.stream().filter(prompt::has).count() != 1) {
      throw new BadPromptException("needs tokens, text or messages, one of them");
    }
    if (prompt.has(TOOLS) && !prompt.has("messages")) {
      throw new BadPromptException("tools go with messages: pass both or neither");
    }
    if (prompt.has("tokens")) {
      return Encoded.plain(PromptLine.integers(prompt, "tokens"));
    }
    if (prompt.has("text")) {
      String text = PromptLine.text(prompt, "text").orElseThrow();
      return Encoded.plain(required("text").encode(text));
    }
    return rendered(prompt);
  }

  private TextTokenizer required(String form) {
    return tokenizer.orElseThrow(
        () ->
            new BadPromptException(
                "%s %s a tokenizer.json in the model's folder: pass tokens"
                    .formatted(form, form.equals("messages") ? "need" : "needs")));
  }

  private Encoded rendered(ObjectNode prompt) {
    TextTokenizer tokens = required("messages");
    try {
      Optional<JsonNode> tools = Optional.ofNullable(prompt.get(TOOLS));
      Conversation conversation = Conversation.of(prompt.get("messages"), tools);
      Chat chat = tokens.chatTemplates().get(conversation.hasTools());
      boolean goesOn = conversation.isAssistant(conversation.size() - 1);
      Chat.End end = goesOn ? Chat.End.CONTINUE : Chat.End.GENERATE;
      ChatText text = chat.render(conversation, end);
      RenderedTokens rendered = tokens.encodeRendered(text.text());
      return new Encoded(rendered.ids(), assistant(chat, conversation, text, rendered));
    } catch (ChatTemplateException e) {
      throw new BadPromptException(String.valueOf(e.getMessage()), e);
    }
  }

  /** A refusal is kept: it counts only where the assistant's tokens are asked for. */
  private static AssistantTokens assistant(
      Chat chat, Conversation conversation, ChatText text, RenderedTokens rendered) {
    try {
      int[] places = rendered.within(AssistantTurns.of(chat, conversation, text));
      return places.length == 0 ? AssistantTokens.NONE : new AssistantTokens(places, "");
    } catch (ChatTemplateException e) {
      return AssistantTokens.refused(String.valueOf(e.getMessage()));
    }
  }
}
