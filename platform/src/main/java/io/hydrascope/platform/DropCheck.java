package io.hydrascope.platform;

import io.hydrascope.platform.watch.Check;
import io.hydrascope.platform.watch.Finding;
import io.hydrascope.schemas.text.OneLine;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Messages that were deleted before a job read them: each new number is told once. */
final class DropCheck implements Check {
  private static final String CHECK = "dropped";
  private static final String ADVICE =
      "give more with --topic-bytes, or see what holds the job up with top";

  private final Look look;
  private final Consumer<String> told;
  private final Map<String, Long> before = new HashMap<>();

  /** One look at what each job has lost. */
  interface Look {
    Map<String, Long> byJob() throws IOException;
  }

  DropCheck(Look look, Consumer<String> told) {
    this.look = look;
    this.told = told;
  }

  @Override
  public List<Finding> look() {
    try {
      Map<String, Long> lost = look.byJob();
      lost.forEach(this::tell);
      return lost.isEmpty()
          ? List.of(Finding.ok(CHECK, "no message was deleted unread"))
          : lost.entrySet().stream()
              .map(job -> Finding.note(CHECK, words(job.getKey(), job.getValue()), ADVICE))
              .toList();
    } catch (IOException | IllegalStateException e) {
      // Whoever is away is a problem of its own check: the next look sees the same numbers.
      return List.of(Finding.note(CHECK, "not known now: " + OneLine.of(e), "wait"));
    }
  }

  private void tell(String job, long messages) {
    if (messages > before.getOrDefault(job, 0L)) {
      before.put(job, messages);
      told.accept(words(job, messages) + "; " + ADVICE);
    }
  }

  private static String words(String job, long messages) {
    return "%s lost %,d messages: Kafka deleted them before it read them".formatted(job, messages);
  }
}
