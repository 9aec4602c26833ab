package io.hydrascope.platform;

import io.hydrascope.platform.watch.Check;
import io.hydrascope.platform.watch.Finding;
import io.hydrascope.schemas.text.OneLine;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** What jobs have lost or set aside: each new number is told once. */
final class JobLossCheck implements Check {
  private final JobLoss loss;
  private final Look look;
  private final Consumer<String> told;
  private final Map<String, Long> before = new HashMap<>();

  /** One look at what each job has lost. */
  interface Look {
    Map<String, Long> byJob() throws IOException;
  }

  JobLossCheck(JobLoss loss, Look look, Consumer<String> told) {
    this.loss = loss;
    this.look = look;
    this.told = told;
  }

  @Override
  public List<Finding> look() {
    try {
      Map<String, Long> lost = look.byJob();
      lost.forEach(this::tell);
      return lost.isEmpty()
          ? List.of(Finding.ok(loss.check(), loss.none()))
          : lost.entrySet().stream()
              .map(job -> note(loss.some(job.getKey(), job.getValue()), loss.advice()))
              .toList();
    } catch (IOException | IllegalStateException e) {
      // Whoever is away is a problem of its own check: the next look sees the same numbers.
      return List.of(note("not known now: " + OneLine.of(e), "wait"));
    }
  }

  private void tell(String job, long number) {
    if (number > before.getOrDefault(job, 0L)) {
      before.put(job, number);
      told.accept(loss.some(job, number) + "; " + loss.advice());
    }
  }

  private Finding note(String found, String advice) {
    return Finding.note(loss.check(), found, advice);
  }
}
