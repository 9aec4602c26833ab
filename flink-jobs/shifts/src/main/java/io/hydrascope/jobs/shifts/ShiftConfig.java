package io.hydrascope.jobs.shifts;

import io.hydrascope.alerting.rules.AlertRules;
import io.hydrascope.alerting.rules.BaseSelection;
import io.hydrascope.alerting.rules.ControlMessage;
import io.hydrascope.jobs.streams.Arguments;
import io.hydrascope.jobs.streams.StreamsConfig;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the shift job is told. */
record ShiftConfig(StreamsConfig streams, Comparisons comparisons) {

  /**
   * What is compared and for how long things wait.
   *
   * @param rulesAtStart until the control topic names others, as a control message
   * @param pairHorizon for how long a prompt of one revision waits for the other's
   * @param comparisonHorizon a comparison that gets no prompt for so long starts anew
   * @param groupWait a group of prompts is complete once none of its prompts came for so long
   */
  record Comparisons(
      String rulesAtStart, Duration pairHorizon, Duration comparisonHorizon, Duration groupWait)
      implements Serializable {
    Comparisons {
      ControlMessage.parse(rulesAtStart);
      if (pairHorizon.toMillis() < 1
          || comparisonHorizon.toMillis() < 1
          || groupWait.toMillis() < 1) {
        throw new IllegalArgumentException(
            "pairHorizon=%s, comparisonHorizon=%s, groupWait=%s: none may be below 1 ms"
                .formatted(pairHorizon, comparisonHorizon, groupWait));
      }
    }
  }

  static ShiftConfig parse(List<String> words) {
    Arguments arguments =
        Arguments.parse(
            words,
            StreamsConfig.names(
                "base", "rules", "pair-horizon", "comparison-horizon-days", "group-wait-seconds"));
    return new ShiftConfig(
        StreamsConfig.from(arguments),
        new Comparisons(
            rules(arguments.optional("rules"), arguments.text("base", BaseSelection.FIRST.text())),
            arguments.time("pair-horizon", Duration.ofDays(7)),
            Duration.ofDays(arguments.integer("comparison-horizon-days", 90)),
            Duration.ofSeconds(arguments.integer("group-wait-seconds", 60))));
  }

  private static String rules(@Nullable String told, String base) {
    return told == null
        ? new ControlMessage.Rules(AlertRules.defaults(BaseSelection.parse(base))).json()
        : told;
  }
}
