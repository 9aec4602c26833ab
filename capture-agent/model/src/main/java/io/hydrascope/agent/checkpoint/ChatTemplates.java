package io.hydrascope.agent.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hydrascope.agent.chat.Chat;
import io.hydrascope.agent.chat.ChatTemplate;
import io.hydrascope.agent.chat.ChatTemplateException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The chat templates of a model's folder, where transformers looks for them: {@code
 * chat_template.jinja} and {@code additional_chat_templates/*.jinja}; where there are none, {@code
 * chat_template} of {@code tokenizer_config.json}, as text or as a list of named ones. Thread-safe.
 */
public final class ChatTemplates {
  private static final String CONFIG = "tokenizer_config.json";
  private static final String FILE = "chat_template.jinja";
  private static final String MORE = "additional_chat_templates";
  private static final String DEFAULT = "default";
  private static final String TOOL_USE = "tool_use";
  private static final int MAX_CONFIG_BYTES = 64 << 20;
  private static final int MAX_TEMPLATE_BYTES = 1 << 20;
  private static final int MAX_TEMPLATES = 64;
  private static final List<String> SPECIAL_TOKENS =
      List.of(
          "bos_token",
          "eos_token",
          "unk_token",
          "sep_token",
          "pad_token",
          "cls_token",
          "mask_token");

  private final Path folder;
  private final Map<String, Chat> parsed = new HashMap<>();
  private @Nullable Map<String, Source> sources;
  private Map<String, String> specialTokens = Map.of();

  private record Source(String name, String text) {}

  ChatTemplates(Path folder) {
    this.folder = folder;
  }

  /**
   * The one that transformers takes.
   *
   * @throws ChatTemplateException if the folder has none, or it cannot be read
   */
  public synchronized Chat get(boolean withTools) {
    Map<String, Source> all = sources();
    String name = withTools && all.containsKey(TOOL_USE) ? TOOL_USE : DEFAULT;
    Source source = all.get(name);
    if (source == null) {
      throw new ChatTemplateException(missing(all));
    }
    return parsed.computeIfAbsent(name, unused -> parse(source));
  }

  private Chat parse(Source source) {
    ChatTemplate template =
        ChatTemplate.parse(source.name(), source.text(), Clock.system(ZoneId.systemDefault()));
    return new Chat(template, source.text(), specialTokens);
  }

  private String missing(Map<String, Source> all) {
    return all.isEmpty()
        ? "messages need a chat template, and %s has none: put the model's chat_template.jinja there, or pass text or tokens"
            .formatted(folder)
        : "messages need a chat template named default, and %s has only %s: rename one"
            .formatted(folder, String.join(", ", all.keySet()));
  }

  private Map<String, Source> sources() {
    if (sources != null) {
      return sources;
    }
    try {
      Optional<ObjectNode> config = config();
      specialTokens = config.map(ChatTemplates::specialTokens).orElse(Map.of());
      Map<String, Source> files = files();
      Map<String, Source> found =
          files.isEmpty() && config.isPresent() ? named(config.get().path("chat_template")) : files;
      sources = found;
      return found;
    } catch (IOException e) {
      throw new ChatTemplateException(
          "the chat template of %s cannot be read: %s".formatted(folder, e), e);
    }
  }

  private Optional<ObjectNode> config() throws IOException {
    Path file = folder.resolve(CONFIG);
    return Files.isRegularFile(file)
        ? Optional.of(BoundedJson.object(file.toString(), read(file, MAX_CONFIG_BYTES)))
        : Optional.empty();
  }

  private byte[] read(Path file, int most) throws IOException {
    LfsPointer.refuse(folder, folder.relativize(file).toString());
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(most + 1);
      if (bytes.length > most) {
        throw new ChatTemplateException(
            "%s has more than %d bytes: is it what its name says?".formatted(file, most));
      }
      return bytes;
    }
  }

  private static Map<String, String> specialTokens(ObjectNode config) {
    Map<String, String> tokens = new HashMap<>();
    for (String name : SPECIAL_TOKENS) {
      JsonNode token = config.path(name);
      JsonNode text = token.isObject() ? token.path("content") : token;
      if (text.isTextual()) {
        tokens.put(name, text.textValue());
      }
    }
    return tokens;
  }

  private Map<String, Source> files() throws IOException {
    Map<String, Source> files = new TreeMap<>();
    Path single = folder.resolve(FILE);
    if (Files.isRegularFile(single)) {
      files.put(DEFAULT, source(single));
    }
    if (Files.isDirectory(folder.resolve(MORE))) {
      try (DirectoryStream<Path> more = Files.newDirectoryStream(folder.resolve(MORE), "*.jinja")) {
        for (Path file : more) {
          String name = file.getFileName().toString();
          files.put(name.substring(0, name.length() - ".jinja".length()), source(file));
          requireFew(files.size());
        }
      }
    }
    return files;
  }

  private void requireFew(int count) {
    if (count > MAX_TEMPLATES) {
      throw new ChatTemplateException(
          "chat templates of %s: %d, at most %d".formatted(folder, count, MAX_TEMPLATES));
    }
  }

  private Source source(Path file) {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(read(file, MAX_TEMPLATE_BYTES));
      return new Source(
          file.toString(), StandardCharsets.UTF_8.newDecoder().decode(bytes).toString());
    } catch (CharacterCodingException e) {
      throw new ChatTemplateException(file + " is not UTF-8 text", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Map<String, Source> named(JsonNode templates) {
    Map<String, Source> named = new LinkedHashMap<>();
    String file = folder.resolve(CONFIG).toString();
    if (templates.isTextual()) {
      named.put(DEFAULT, new Source(file, templates.textValue()));
    }
    for (JsonNode entry : templates.isArray() ? templates : List.<JsonNode>of()) {
      String name = entry.path("name").asText("");
      if (!entry.path("template").isTextual() || name.isEmpty()) {
        throw new ChatTemplateException(
            file + ": an entry of chat_template has no name or no template");
      }
      named.put(name, new Source(file + " (" + name + ")", entry.get("template").textValue()));
      requireFew(named.size());
    }
    return named;
  }
}
