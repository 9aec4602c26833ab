package io.hydrascope.cli.operate;

import io.hydrascope.agent.progress.Progress;
import io.hydrascope.cli.options.KafkaOption;
import io.hydrascope.platform.DeadLetters;
import io.hydrascope.platform.StoredDeadLetter;
import io.hydrascope.schemas.Topics;
import io.hydrascope.schemas.deadletter.DeadLetterPlace;
import io.hydrascope.schemas.text.EscapedText;
import io.hydrascope.schemas.text.JsonText;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hydrascope dead-letters show}. */
@Command(
    name = "show",
    description = "Shows one rejected record: its reason, its headers and its first bytes.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  ./hydrascope dead-letters show hydrascope.captures.v1/0/17",
      "  ./hydrascope dead-letters show hydrascope.captures.v1/0/17 --output value.arrow",
      "  ./hydrascope dead-letters show hydrascope.captures.v1/0/17 --json"
    })
final class ShowDeadLetterCommand implements Callable<Integer> {
  /** Their messages are text for people; the other topics' are binary. */
  private static final Set<String> TEXT_TOPICS = Set.of(Topics.PROMPTS, Topics.CONTROL);

  private static final int SHOWN_BYTES = 256;
  private static final int BYTES_A_LINE = 16;

  @Mixin private KafkaOption kafka = new KafkaOption();

  @Parameters(
      paramLabel = "PLACE",
      description = "The record as topic/partition/offset. The command list shows it.")
  private String place = "";

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description = "Writes the complete value to this file.")
  private @Nullable Path output;

  @Option(names = "--json", description = "Prints one JSON document with the value in Base64.")
  private boolean json;

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the spec
  ShowDeadLetterCommand() {}

  @Override
  public Integer call() throws Exception {
    DeadLetterPlace wanted = DeadLetterPlace.parse(place);
    StoredDeadLetter letter = find(wanted);
    byte[] value = letter.value() == null ? new byte[0] : letter.value();
    if (output != null) {
      Files.write(output, value);
    }
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      Map<String, Object> fields = ListDeadLettersCommand.fields(letter.summary());
      fields.put("headers", headers(letter));
      text(letter, value).ifPresent(text -> fields.put("value_text", text));
      fields.put("value_base64", Base64.getEncoder().encodeToString(value));
      out.println(JsonText.of(fields));
    } else {
      print(letter, value, out);
    }
    out.flush();
    return 0;
  }

  private StoredDeadLetter find(DeadLetterPlace wanted) throws Exception {
    try (Progress progress = Progress.ofThisProcess()) {
      progress.await("reading the dead letters");
      DeadLetters letters = new DeadLetters(kafka.bootstrapServers());
      try {
        return letters.find(wanted);
      } finally {
        SkippedLetters.tell(letters, spec.commandLine().getErr());
      }
    }
  }

  private static void print(StoredDeadLetter letter, byte[] value, PrintWriter out) {
    Map<String, Object> fields = ListDeadLettersCommand.fields(letter.summary());
    fields.forEach((name, field) -> out.println("%-12s %s".formatted(name, field)));
    headers(letter).forEach((name, text) -> out.println("header       " + name + " = " + text));
    text(letter, Arrays.copyOf(value, Math.min(value.length, SHOWN_BYTES)))
        .ifPresent(text -> out.println("text         " + text));
    HexFormat hex = HexFormat.ofDelimiter(" ");
    for (int from = 0; from < Math.min(value.length, SHOWN_BYTES); from += BYTES_A_LINE) {
      byte[] line = Arrays.copyOfRange(value, from, Math.min(value.length, from + BYTES_A_LINE));
      out.println("%06x  %-48s %s".formatted(from, hex.formatHex(line), printable(line)));
    }
    if (letter.isByReference()) {
      out.println(
          "… the letter has the first %,d bytes of %,d; the message itself lies at its place"
              .formatted(value.length, letter.summary().bytes()));
    } else if (value.length > SHOWN_BYTES) {
      out.println(
          "… %,d bytes more; --output FILE writes all".formatted(value.length - SHOWN_BYTES));
    }
  }

  private static Optional<String> text(StoredDeadLetter letter, byte[] value) {
    return TEXT_TOPICS.contains(letter.summary().place().topic())
        ? Optional.of(EscapedText.of(value))
        : Optional.empty();
  }

  private static Map<String, String> headers(StoredDeadLetter letter) {
    Map<String, String> headers = new TreeMap<>();
    letter
        .headers()
        .forEach((name, value) -> headers.put(name, new String(value, StandardCharsets.UTF_8)));
    return headers;
  }

  private static String printable(byte[] line) {
    return new String(line, StandardCharsets.ISO_8859_1).replaceAll("[^ -~]", ".");
  }
}
