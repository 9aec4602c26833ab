package io.hydrascope.agent.publish;

import io.hydrascope.agent.prompt.BadPromptException;
import io.hydrascope.schemas.Limit;
import io.hydrascope.schemas.Topics;
import io.hydrascope.schemas.deadletter.DeadLetter;
import io.hydrascope.schemas.deadletter.DeadLetterMessage;
import io.hydrascope.schemas.deadletter.DeadLetterPlace;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A prompt as it lies in its topic.
 *
 * @param headers the last of each name; empty where a header has no value
 */
public record PromptMessage(
    DeadLetterPlace lies, Map<String, byte[]> headers, byte @Nullable [] value) {

  /** Why a prompt has no capture. */
  public enum Refusal {
    BAD_PROMPT,
    ENGINE_ERROR
  }

  /** {@code topic/partition/offset}: the prompt's id. */
  public String place() {
    return lies.text();
  }

  /**
   * Empty where the message has no value.
   *
   * @throws BadPromptException if the value is no UTF-8
   */
  public String text() {
    if (value == null) {
      return "";
    }
    if (Limit.MESSAGE_BYTES.isExceededBy(value.length)) {
      throw new BadPromptException(
          "%,d bytes, the most is %,d: send a shorter prompt"
              .formatted(value.length, Limit.MESSAGE_BYTES.most()));
    }
    ByteBuffer bytes = ByteBuffer.wrap(value);
    CharBuffer text = CharBuffer.allocate(value.length);
    CoderResult result = StandardCharsets.UTF_8.newDecoder().decode(bytes, text, true);
    if (result.isError()) {
      throw new BadPromptException(
          "byte %d of %d is 0x%02x, which is no UTF-8 there; send prompts as JSON in UTF-8"
              .formatted(bytes.position(), value.length, value[bytes.position()] & 0xff));
    }
    return text.flip().toString();
  }

  OutgoingMessage deadLetter(Refusal reason, String detail) {
    DeadLetterMessage letter =
        DeadLetterMessage.about(
            DeadLetter.of(lies, headers, value, reason.name().toLowerCase(Locale.ROOT), detail));
    return new OutgoingMessage(
        Topics.DEAD_LETTERS, letter.place().text(), letter.headers(), letter.value());
  }
}
