package io.hydrascope.cli.operate;

import io.hydrascope.agent.progress.Progress;
import io.hydrascope.cli.options.KafkaOption;
import io.hydrascope.platform.DeadLetterSummary;
import io.hydrascope.platform.DeadLetters;
import io.hydrascope.schemas.text.Counted;
import io.hydrascope.schemas.text.JsonText;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code hydrascope dead-letters list}. */
@Command(
    name = "list",
    description = {
      "Lists the rejected records, then counts them by reason.",
      "Records that were submitted again are hidden unless you give --all."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  ./hydrascope dead-letters list",
      "  ./hydrascope dead-letters list --reason bad_rows --json",
      "  ./hydrascope dead-letters list --all --kafka kafka:9092"
    })
final class ListDeadLettersCommand implements Callable<Integer> {
  @Mixin private KafkaOption kafka = new KafkaOption();

  @Option(
      names = "--reason",
      paramLabel = "WORD",
      description = "Lists only records with this reason.")
  private @Nullable String reason;

  @Option(names = "--all", description = "Includes records that were submitted again.")
  private boolean all;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "100",
      description =
          "Prints at most this many lines. The counts cover all records. Default: ${DEFAULT-VALUE}")
  private int limit = 100;

  @Option(names = "--json", description = "Prints one JSON object per record, without a limit.")
  private boolean json;

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the spec
  ListDeadLettersCommand() {}

  @Override
  public Integer call() throws Exception {
    List<DeadLetterSummary> letters = chosen();
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      letters.forEach(letter -> out.println(JsonText.of(fields(letter))));
    } else {
      letters.stream().limit(limit).forEach(letter -> out.println(line(letter)));
      out.println(counts(letters));
    }
    out.flush();
    return 0;
  }

  private List<DeadLetterSummary> chosen() throws Exception {
    try (Progress progress = Progress.ofThisProcess()) {
      progress.await("reading the dead letters");
      DeadLetters letters = new DeadLetters(kafka.bootstrapServers());
      List<DeadLetterSummary> known = letters.list();
      SkippedLetters.tell(letters, spec.commandLine().getErr());
      return known.stream()
          .filter(letter -> all || letter.isOpen())
          .filter(letter -> reason == null || letter.reason().equals(reason))
          .toList();
    }
  }

  static Map<String, Object> fields(DeadLetterSummary letter) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("place", letter.place().text());
    fields.put("reason", letter.reason());
    fields.put("detail", letter.detail());
    fields.put("bytes", letter.bytes());
    fields.put("refused_at", letter.refusedAt().toString());
    letter.retryOf().ifPresent(place -> fields.put("retry_of", place));
    letter.retriedAs().ifPresent(place -> fields.put("retried_as", place));
    return fields;
  }

  private static String line(DeadLetterSummary letter) {
    String retried = letter.retriedAs().map(place -> "  retried as " + place).orElse("");
    return "%-32s  %s  %-14s  %,9d bytes  %s%s"
        .formatted(
            letter.place().text(),
            letter.refusedAt(),
            letter.reason(),
            letter.bytes(),
            letter.detail(),
            retried);
  }

  private static String counts(List<DeadLetterSummary> letters) {
    if (letters.isEmpty()) {
      return "no dead letters";
    }
    Map<String, Integer> byReason = new TreeMap<>();
    letters.forEach(letter -> byReason.merge(letter.reason(), 1, Integer::sum));
    String reasons =
        byReason.entrySet().stream()
            .map(reason -> "%,d %s".formatted(reason.getValue(), reason.getKey()))
            .collect(Collectors.joining(", "));
    return Counted.of(letters.size(), "dead letter") + ": " + reasons;
  }
}
