package io.hydrascope.cli.operate;

import io.hydrascope.agent.progress.Progress;
import io.hydrascope.cli.options.ClickHouseOption;
import io.hydrascope.cli.options.KafkaOption;
import io.hydrascope.platform.BlocksAgain;
import io.hydrascope.platform.DeadLetterSummary;
import io.hydrascope.platform.DeadLetters;
import io.hydrascope.platform.StoredDeadLetter;
import io.hydrascope.schemas.deadletter.DeadLetterPlace;
import io.hydrascope.schemas.text.BadInputException;
import io.hydrascope.schemas.text.JsonText;
import io.hydrascope.storage.ClickHouseEndpoint;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hydrascope dead-letters retry}. */
@Command(
    name = "retry",
    description = {
      "Submits rejected records again, unchanged or with a repaired value.",
      "Rows that ClickHouse refused are inserted again, by the user of --clickhouse or of the running platform.",
      "A record that was submitted before is skipped unless you give --again. The jobs recognise captures, so a capture counts only once."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  ./hydrascope dead-letters retry hydrascope.captures.v1/0/17",
      "  ./hydrascope dead-letters retry --reason unknown_schema",
      "  ./hydrascope dead-letters retry hydrascope.captures.v1/0/17 --restamp",
      "  ./hydrascope dead-letters retry hydrascope.captures.v1/0/17 --value mended.arrow"
    })
final class RetryDeadLettersCommand implements Callable<Integer> {
  @Mixin private KafkaOption kafka = new KafkaOption();

  @Mixin private ClickHouseOption clickHouse = new ClickHouseOption();

  @Parameters(
      paramLabel = "PLACE",
      arity = "0..*",
      description = "The records to submit, as topic/partition/offset.")
  private List<String> places = List.of();

  @Option(
      names = "--reason",
      paramLabel = "WORD",
      description = "Selects all records with this reason.")
  private @Nullable String reason;

  @Option(names = "--all", description = "Selects all records.")
  private boolean all;

  @Option(names = "--again", description = "Includes records that were submitted before.")
  private boolean again;

  @Option(
      names = "--restamp",
      description =
          "Writes new schema, version and checksum headers. Use it for values that you know to be intact.")
  private boolean restamp;

  @Option(
      names = "--value",
      paramLabel = "FILE",
      description =
          "Replaces the value by this file and writes new headers. It needs exactly one PLACE.")
  private @Nullable Path value;

  @Option(names = "--json", description = "Prints one JSON object per submitted record.")
  private boolean json;

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the spec
  RetryDeadLettersCommand() {}

  @Override
  public Integer call() throws Exception {
    requireSelection();
    UnaryOperator<StoredDeadLetter> mend = mend();
    try (Progress progress = Progress.ofThisProcess()) {
      progress.await("reading the dead letters and submitting them again");
      retry(mend);
      return 0;
    }
  }

  private void retry(UnaryOperator<StoredDeadLetter> mend) throws Exception {
    DeadLetters letters = new DeadLetters(kafka.bootstrapServers(), new BlocksAgain(this::server));
    List<DeadLetterSummary> known = letters.list();
    SkippedLetters.tell(letters, spec.commandLine().getErr());
    List<DeadLetterSummary> chosen = chosen(known);
    List<DeadLetterPlace> wanted =
        chosen.stream()
            .filter(letter -> again || letter.isOpen())
            .map(DeadLetterSummary::place)
            .toList();
    print(letters.retry(wanted, mend), chosen.size() - wanted.size());
  }

  private ClickHouseEndpoint server() throws IOException {
    Optional<ClickHouseEndpoint> given = clickHouse.endpoint();
    return given.isPresent() ? given.get() : kafka.directory().requireRunning().owner();
  }

  private void requireSelection() {
    int ways = (places.isEmpty() ? 0 : 1) + (reason == null ? 0 : 1) + (all ? 1 : 0);
    if (ways != 1) {
      throw new BadInputException("which records? give places, --reason WORD or --all");
    }
    if (value != null && places.size() != 1) {
      throw new BadInputException("--value %s needs exactly one place".formatted(value));
    }
  }

  private List<DeadLetterSummary> chosen(List<DeadLetterSummary> letters) {
    if (places.isEmpty()) {
      return letters.stream().filter(letter -> all || letter.reason().equals(reason)).toList();
    }
    Map<DeadLetterPlace, DeadLetterSummary> byPlace = new TreeMap<>();
    letters.forEach(letter -> byPlace.put(letter.place(), letter));
    return places.stream()
        .map(DeadLetterPlace::parse)
        .distinct()
        .map(
            place -> {
              DeadLetterSummary letter = byPlace.get(place);
              if (letter == null) {
                throw new BadInputException(
                    "no dead letter of %s; ./hydrascope dead-letters list shows them"
                        .formatted(place.text()));
              }
              return letter;
            })
        .toList();
  }

  private UnaryOperator<StoredDeadLetter> mend() throws IOException {
    if (value != null) {
      byte[] mended = Files.readAllBytes(value);
      return letter -> letter.stamped(mended);
    }
    return restamp ? StoredDeadLetter::restamped : UnaryOperator.identity();
  }

  private void print(Map<DeadLetterPlace, DeadLetterPlace> moved, int leftAlone) {
    PrintWriter out = spec.commandLine().getOut();
    moved.forEach(
        (from, to) ->
            out.println(
                json
                    ? JsonText.of(Map.of("place", from.text(), "retried_as", to.text()))
                    : from.text() + " retried as " + to.text()));
    if (!json) {
      out.println(
          "%,d submitted, %,d left alone: submitted before".formatted(moved.size(), leftAlone));
    }
    out.flush();
  }
}
