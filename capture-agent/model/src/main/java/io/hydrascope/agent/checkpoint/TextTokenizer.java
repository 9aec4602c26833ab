package io.hydrascope.agent.checkpoint;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.huggingface.tokenizers.jni.CharSpan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/** A checkpoint's {@code tokenizer.json}. Reads that file alone and never asks a network. */
public final class TextTokenizer implements AutoCloseable {
  private static final String FILE = "tokenizer.json";

  private final HuggingFaceTokenizer tokenizer;
  private final ChatTemplates templates;

  private TextTokenizer(HuggingFaceTokenizer tokenizer, ChatTemplates templates) {
    this.tokenizer = tokenizer;
    this.templates = templates;
  }

  /**
   * @return empty if the folder has no tokenizer
   * @throws BadCheckpointException if it has one that cannot be read
   */
  public static Optional<TextTokenizer> find(Path folder) {
    Path file = folder.resolve(FILE);
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    // Whole prompts or none: a prompt that is too long is an error elsewhere and never cut.
    Map<String, String> options = Map.of("truncation", "false", "padding", "false");
    System.setProperty("ai.djl.offline", "true");
    try {
      LfsPointer.refuse(folder, FILE);
      return Optional.of(
          new TextTokenizer(
              HuggingFaceTokenizer.newInstance(file.toRealPath(), options),
              new ChatTemplates(folder)));
    } catch (IOException | RuntimeException e) {
      throw new BadCheckpointException(
          file + " is no readable tokenizer: " + e.getMessage() + "; prompts with tokens need none",
          e);
    }
  }

  /** With the special tokens that the tokenizer itself adds. */
  public int[] encode(String text) {
    return Arrays.stream(tokenizer.encode(text).getIds()).mapToInt(Math::toIntExact).toArray();
  }

  /** What a chat template rendered, which has its special tokens already. */
  public RenderedTokens encodeRendered(String text) {
    Encoding encoding = tokenizer.encode(text, false, false);
    int[] ids = Arrays.stream(encoding.getIds()).mapToInt(Math::toIntExact).toArray();
    return new RenderedTokens(text, ids, spans(encoding));
  }

  private static int[] spans(Encoding encoding) {
    CharSpan[] spans = encoding.getCharTokenSpans();
    int[] flat = new int[2 * spans.length];
    for (int token = 0; token < spans.length; token++) {
      CharSpan span = spans[token];
      flat[2 * token] = span == null ? 0 : span.getStart();
      flat[2 * token + 1] = span == null ? 0 : span.getEnd();
    }
    return flat;
  }

  /** The folder's, which are read when they are first asked for. */
  public ChatTemplates chatTemplates() {
    return templates;
  }

  @Override
  public void close() {
    tokenizer.close();
  }
}
