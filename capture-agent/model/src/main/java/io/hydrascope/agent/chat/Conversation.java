package io.hydrascope.agent.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Messages and tools as a prompt gives them. A message's keys without a value are left out. */
public final class Conversation {
  private static final List<String> REASONING =
      List.of("reasoning_content", "thinking", "reasoning");
  private static final String THINKING = "thinking";
  private static final String ROLE = "role";
  private static final String ASSISTANT = "assistant";

  private final List<Dict> messages;
  private final Object tools;

  private Conversation(List<Dict> messages, Object tools) {
    this.messages = messages;
    this.tools = tools;
  }

  /**
   * @throws ChatTemplateException naming the message that is none
   */
  public static Conversation of(JsonNode messages, Optional<JsonNode> tools) {
    if (!messages.isArray() || messages.isEmpty()) {
      throw new ChatTemplateException(
          "messages must be a list of at least one {\"role\": …, \"content\": …}");
    }
    List<Dict> read = new ArrayList<>();
    for (JsonNode message : messages) {
      read.add(message(message, read.size()));
    }
    return new Conversation(List.copyOf(read), tools.map(Conversation::tools).orElse(None.NONE));
  }

  private static Object tools(JsonNode tools) {
    if (!tools.isArray()) {
      throw new ChatTemplateException("tools must be a list of JSON schemas");
    }
    for (JsonNode tool : tools) {
      if (!tool.isObject()) {
        throw new ChatTemplateException(
            "tools: %s is no JSON schema of a function".formatted(tool));
      }
    }
    return JsonValues.of(tools);
  }

  private static Dict message(JsonNode node, int place) {
    if (!(node instanceof ObjectNode object)) {
      throw new ChatTemplateException("messages[%d]=%s is no object".formatted(place, node));
    }
    if (!object.path(ROLE).isTextual()) {
      throw new ChatTemplateException(
          "messages[%d] has no role: it needs one, such as \"user\"".formatted(place));
    }
    Dict message = new Dict();
    Optional<String> reasoning = REASONING.stream().filter(object::hasNonNull).findFirst();
    // Templates read one of three names: as transformers, give all that they know.
    reasoning.ifPresent(name -> message.put(THINKING, JsonValues.of(object.get(name))));
    object
        .properties()
        .forEach(
            field -> {
              if (!field.getValue().isNull()) {
                message.put(field.getKey(), JsonValues.of(field.getValue()));
              }
            });
    reasoning.ifPresent(name -> message.put(REASONING.get(0), JsonValues.of(object.get(name))));
    return message;
  }

  public int size() {
    return messages.size();
  }

  public boolean isAssistant(int place) {
    return messages.get(place).find(ROLE).filter(ASSISTANT::equals).isPresent();
  }

  public boolean hasTools() {
    return tools != None.NONE;
  }

  /** Those before a place. */
  public Conversation first(int count) {
    return new Conversation(messages.subList(0, count), tools);
  }

  Object tools() {
    return tools;
  }

  /** The last message's content with a mark behind its text; empty where it has none. */
  Optional<Conversation> marked(String mark) {
    Dict last = messages.get(messages.size() - 1);
    return last.find("content").flatMap(content -> marked(content, mark)).map(this::withLast);
  }

  private static Optional<Object> marked(Object content, String mark) {
    if (content instanceof String text) {
      return Optional.of(text + mark);
    }
    if (!(content instanceof List<?> parts)) {
      return Optional.empty();
    }
    List<Object> marked = new ArrayList<>(parts);
    for (int i = marked.size() - 1; i >= 0; i--) {
      if (marked.get(i) instanceof Dict part
          && part.find("text").orElse("") instanceof String text
          && part.find("text").isPresent()) {
        Dict copy = new Dict();
        copy.putAll(part);
        copy.put("text", text + mark);
        marked.set(i, copy);
        return Optional.of(List.copyOf(marked));
      }
    }
    return Optional.empty();
  }

  private Conversation withLast(Object content) {
    Dict last = new Dict();
    last.putAll(messages.get(messages.size() - 1));
    last.put("content", content);
    List<Dict> changed = new ArrayList<>(messages);
    changed.set(changed.size() - 1, last);
    return new Conversation(changed, tools);
  }

  /** Of the last message, without blanks around it. */
  String lastText() {
    Object content = messages.get(messages.size() - 1).find("content").orElse("");
    if (content instanceof List<?> parts) {
      for (int i = parts.size() - 1; i >= 0; i--) {
        if (parts.get(i) instanceof Dict part && part.find("text").isPresent()) {
          content = part.find("text").get();
          break;
        }
      }
    }
    return PyText.find(content).map(PyChars::stripStart).map(PyChars::stripEnd).orElse("");
  }

  void putInto(Map<String, Object> variables) {
    variables.put("messages", List.<Object>copyOf(messages));
    variables.put("tools", tools);
  }
}
