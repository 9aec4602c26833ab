package io.hydrascope.jobs.shifts;

import io.hydrascope.jobs.streams.ShortKey;
import io.hydrascope.jobs.streams.held.HoldingBroadcastOperator;
import io.hydrascope.schemas.rows.EffectBatch;
import io.hydrascope.schemas.rows.ShiftRow;
import io.hydrascope.testkit.flink.TestingOperator;
import io.hydrascope.testkit.flink.TestingOperator.Subject;
import java.time.Duration;
import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.streaming.api.operators.co.CoBroadcastWithKeyedOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedBroadcastOperatorTestHarness;

/**
 * The job's operators one behind the other, unit by unit in the order given: what an e-process says
 * depends on it, and a cluster closes groups when its clock says so.
 */
public final class TestingShiftJob implements AutoCloseable {
  private static final Duration GROUP_WAIT = Duration.ofSeconds(60);
  private static final Duration HORIZON = Duration.ofDays(90);

  private final KeyedBroadcastOperatorTestHarness<
          Tuple2<Long, Long>, PromptPart, String, PromptOutcome>
      pair;
  private final TestingOperator<PromptOutcome, PromptUnit> join;
  private final KeyedBroadcastOperatorTestHarness<String, PromptUnit, String, ShiftRow> compare;
  private long nowMillis;
  private int paired;
  private int joined;

  private TestingShiftJob(String rules) throws Exception {
    RulesInForce inForce = new RulesInForce(rules);
    pair =
        harness(
            new CoBroadcastWithKeyedOperator<>(
                new PairRevisions(inForce, HORIZON), List.of(RulesInForce.STATE)),
            PromptPart::pairKey,
            ShortKey.TYPE);
    join =
        TestingOperator.start(
            Subject.of(
                () -> new JoinGroups(GROUP_WAIT, HORIZON), PromptOutcome::unitKey, ShortKey.TYPE),
            1);
    compare =
        harness(
            HoldingBroadcastOperator.of(new CompareRevisions(inForce, HORIZON), RulesInForce.STATE),
            unit -> unit.first().pair().watchText(),
            Types.STRING);
  }

  /**
   * @param rules as a control message
   */
  public static TestingShiftJob start(String rules) throws Exception {
    return new TestingShiftJob(rules);
  }

  private static <K, I, O> KeyedBroadcastOperatorTestHarness<K, I, String, O> harness(
      CoBroadcastWithKeyedOperator<K, I, String, O> operator,
      KeySelector<I, K> key,
      TypeInformation<K> keyType)
      throws Exception {
    KeyedBroadcastOperatorTestHarness<K, I, String, O> harness =
        new KeyedBroadcastOperatorTestHarness<>(operator, key, keyType, 1, 1, 0);
    harness.open();
    return harness;
  }

  /** All captures of one unit, in any order; base comes first among the revisions. */
  public void add(List<EffectBatch> unit, String base) throws Exception {
    for (EffectBatch capture : unit) {
      int order = capture.source().revision().equals(base) ? 0 : 1;
      pair.processElement(new StreamRecord<>(PromptPart.of(capture).with(order)));
    }
    List<PromptOutcome> outcomes = pair.extractOutputValues();
    for (; paired < outcomes.size(); paired++) {
      join.add(outcomes.get(paired));
    }
    nowMillis += GROUP_WAIT.toMillis() + 1;
    join.processingTime(nowMillis);
    // So far apart that each unit's rows are written.
    compare.setProcessingTime(nowMillis);
    List<PromptUnit> units = join.output();
    for (; joined < units.size(); joined++) {
      compare.processElement(new StreamRecord<>(units.get(joined)));
    }
  }

  /** Every row since the start. */
  public List<ShiftRow> rows() {
    return compare.extractOutputValues();
  }

  @Override
  public void close() {
    try {
      pair.close();
      join.close();
      compare.close();
    } catch (Exception e) {
      throw new IllegalStateException("an operator does not close", e);
    }
  }
}
