package io.hydrascope.jobs.shifts;

import io.hydrascope.jobs.streams.held.HoldingBroadcastOperator;
import io.hydrascope.schemas.rows.ShiftRow;
import java.time.Duration;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.util.KeyedBroadcastOperatorTestHarness;

/** The operator that compares, without a job around it. */
final class TestingComparisons {
  private TestingComparisons() {}

  /** Not opened yet, so that a checkpoint can be given to it. */
  static KeyedBroadcastOperatorTestHarness<String, PromptUnit, String, ShiftRow> start(String rules)
      throws Exception {
    return new KeyedBroadcastOperatorTestHarness<>(
        HoldingBroadcastOperator.of(
            new CompareRevisions(new RulesInForce(rules), Duration.ofDays(90)), RulesInForce.STATE),
        unit -> unit.first().pair().watchText(),
        Types.STRING,
        1,
        1,
        0);
  }
}
