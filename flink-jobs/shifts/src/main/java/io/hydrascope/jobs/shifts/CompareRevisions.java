package io.hydrascope.jobs.shifts;

import io.hydrascope.alerting.message.AlertMessage;
import io.hydrascope.alerting.rules.ControlMessage;
import io.hydrascope.alerting.rules.Rule;
import io.hydrascope.alerting.rules.Timing;
import io.hydrascope.alerting.state.Evaluation;
import io.hydrascope.jobs.streams.JobEnvironment;
import io.hydrascope.jobs.streams.held.HeldValues;
import io.hydrascope.jobs.streams.held.HoldsValues;
import io.hydrascope.schemas.rows.AlertState;
import io.hydrascope.schemas.rows.ShiftRow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.TimeDomain;
import org.apache.flink.streaming.api.functions.co.KeyedBroadcastProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the pairs of revisions of a model after each unit: rows, a component, measure and
 * segment each, as often as {@link WrittenRows} says, and an alert on {@link #ALERTS} when a rule's
 * state changes. The first answer of a new revision starts its comparisons; where no base answers
 * under its plan, that is what they say.
 *
 * <p>State of a model under a plan: prompts answered by revision, a {@link ComparisonState} a rule
 * and pair, and what was written of it. Each ends the horizon after its last prompt.
 */
final class CompareRevisions
    extends KeyedBroadcastProcessFunction<String, PromptUnit, String, ShiftRow>
    implements HoldsValues {
  static final OutputTag<AlertMessage> ALERTS =
      new OutputTag<>("alerts", TypeInformation.of(AlertMessage.class));

  private static final long serialVersionUID = 1L;

  /** Models under a plan; each has a comparison a rule and pair, of some hundred kilobytes. */
  private static final int MOST_HELD = 100;

  private static final int TIMERS_PER_SILENCE = 4;
  private static final long LEAST_TIMER_MILLIS = 1_000;

  private final RulesInForce rules;
  private final Duration horizon;
  private transient @Nullable HeldValues<AnsweredPrompts> answered;
  private transient @Nullable HeldValues<ComparisonState> comparisons;
  private transient @Nullable HeldValues<WrittenRows> writtenRows;
  private transient @Nullable Counter late;

  CompareRevisions(RulesInForce rules, Duration horizon) {
    this.rules = rules;
    this.horizon = horizon;
  }

  @Override
  public void open(OpenContext context) {
    MapStateDescriptor<String, AnsweredPrompts> counts =
        new MapStateDescriptor<>(
            "answered", Types.STRING, TypeInformation.of(AnsweredPrompts.class));
    counts.enableTimeToLive(JobEnvironment.endsAfter(horizon));
    answered = HeldValues.of(getRuntimeContext().getMapState(counts), horizon, MOST_HELD);
    comparisons =
        HeldValues.of(getRuntimeContext().getMapState(comparisonsState()), horizon, MOST_HELD);
    MapStateDescriptor<String, WrittenRows> written =
        new MapStateDescriptor<>("written", Types.STRING, TypeInformation.of(WrittenRows.class));
    written.enableTimeToLive(JobEnvironment.endsAfter(horizon));
    writtenRows = HeldValues.of(getRuntimeContext().getMapState(written), horizon, MOST_HELD);
    late = getRuntimeContext().getMetricGroup().counter("units_after_their_window");
  }

  private MapStateDescriptor<String, ComparisonState> comparisonsState() {
    MapStateDescriptor<String, ComparisonState> descriptor =
        new MapStateDescriptor<>(
            "comparisons", Types.STRING, TypeInformation.of(ComparisonState.class));
    descriptor.enableTimeToLive(JobEnvironment.endsAfter(horizon));
    return descriptor;
  }

  @Override
  public void processElement(PromptUnit unit, ReadOnlyContext context, Collector<ShiftRow> out)
      throws Exception {
    RevisionPair pair = unit.first().pair();
    long now = context.timerService().currentProcessingTime();
    List<Rule> wanted =
        rules
            .of(context.getBroadcastState(RulesInForce.STATE))
            .of(pair.model(), pair.plan().target());
    boolean isAnswer = unit.first().kind() == PromptOutcome.Kind.ANSWERED;
    if (isAnswer) {
      count(pair, now);
    }
    for (Rule rule : wanted) {
      if (isAnswer) {
        answer(rule, pair, now, context);
      } else if (pair.isOf(rule)) {
        baseCame(rule, pair, now, context);
        take(rule, unit, now, context, out);
      }
      wakeLater(rule.timing(), now, context);
    }
  }

  @Override
  public List<HeldValues<?>> held() {
    return List.of(
        Objects.requireNonNull(answered, "open comes first"),
        Objects.requireNonNull(comparisons),
        Objects.requireNonNull(writtenRows));
  }

  private void count(RevisionPair answer, long now) throws Exception {
    HeldValues<AnsweredPrompts> counts = Objects.requireNonNull(answered, "open comes first");
    AnsweredPrompts before = counts.get(answer.candidate());
    AnsweredPrompts known =
        before == null ? new AnsweredPrompts(answer.candidateOrder(), 0, now) : before;
    counts.put(answer.candidate(), known.oneMore(now));
  }

  private void answer(Rule rule, RevisionPair answer, long now, ReadOnlyContext context)
      throws Exception {
    List<RevisionPair> pairs = pairsOf(rule, answer);
    if (pairs.isEmpty()) {
      RevisionPair alone = answer.withoutBase(rule);
      if (alone.isOf(rule)) {
        look(rule, started(rule, alone), now, context);
      }
      return;
    }
    for (RevisionPair compared : pairs) {
      baseCame(rule, compared, now, context);
      look(rule, started(rule, compared), now, context);
    }
  }

  /** Ends what stood for a base that had not answered yet. */
  private void baseCame(Rule rule, RevisionPair pair, long now, ReadOnlyContext context)
      throws Exception {
    String key = ComparisonState.key(rule, pair.withoutBase(rule));
    ComparisonState alone = Objects.requireNonNull(comparisons, "open comes first").get(key);
    if (alone == null || key.equals(ComparisonState.key(rule, pair))) {
      return;
    }
    Evaluation came = new Evaluation.Undecided("the base answers now");
    ComparisonState unused =
        alone.decide(rule.ending(), came, now, alert -> context.output(ALERTS, alert));
    comparisons.remove(key);
  }

  /** The pairs of the revision that has answered with the bases that a rule gives it. */
  private List<RevisionPair> pairsOf(Rule rule, RevisionPair answer) throws Exception {
    List<RevisionPair> pairs = new ArrayList<>();
    for (Map.Entry<String, AnsweredPrompts> base :
        Objects.requireNonNull(answered).all().entrySet()) {
      RevisionPair pair =
          new RevisionPair(
              answer.model(),
              answer.plan(),
              base.getKey(),
              base.getValue().order(),
              answer.candidate(),
              answer.candidateOrder());
      if (pair.isOf(rule)) {
        pairs.add(pair);
      }
    }
    return pairs;
  }

  /** The candidate has answered once more; its first answer starts the comparison. */
  private ComparisonState started(Rule rule, RevisionPair pair) throws Exception {
    ComparisonState comparison = known(rule, pair);
    return comparison.with(comparison.progress().candidateAnswered(counted(pair.base())));
  }

  private ComparisonState known(Rule rule, RevisionPair pair) throws Exception {
    ComparisonState kept = Objects.requireNonNull(comparisons).get(ComparisonState.key(rule, pair));
    return kept == null ? ComparisonState.start(rule, pair) : kept;
  }

  private AnsweredPrompts counted(String revision) throws Exception {
    AnsweredPrompts known = Objects.requireNonNull(answered).get(revision);
    return known == null ? new AnsweredPrompts(0, 0, 0) : known;
  }

  /** Both have answered. */
  private void take(
      Rule rule, PromptUnit unit, long now, ReadOnlyContext context, Collector<ShiftRow> out)
      throws Exception {
    RevisionPair pair = unit.first().pair();
    ComparisonState comparison = known(rule, pair);
    // A clock that runs ahead begins no window before its time: it would end that of the others.
    long atMicros = Math.min(unit.eventTimeMicros(), now * 1_000);
    long window = rule.watch().windowStartMicros(atMicros);
    if (window < comparison.windowStartMicros()) {
      Objects.requireNonNull(late).inc();
      return;
    }
    if (window > comparison.windowStartMicros()) {
      comparison = comparison.anew(rule, window);
      writeAnew(rule, pair);
    }
    comparison = comparison.with(comparison.progress().with(unit)).at(now).with(unit, rule);
    if (unit.isCompared()) {
      ShiftVerdicts verdicts = ShiftVerdicts.of(comparison, rule);
      write(rule, verdicts, pair, now, context, out);
      comparison = comparison.with(verdicts);
    }
    look(rule, comparison, now, context);
  }

  private void write(
      Rule rule,
      ShiftVerdicts verdicts,
      RevisionPair pair,
      long now,
      ReadOnlyContext context,
      Collector<ShiftRow> out)
      throws Exception {
    HeldValues<WrittenRows> kept = Objects.requireNonNull(writtenRows);
    String key = ComparisonState.key(rule, pair);
    WrittenRows before = kept.get(key);
    if (before == null) {
      // Fires at the end of a bounded input, where processing-time timers are dropped.
      context.timerService().registerEventTimeTimer(Long.MAX_VALUE);
      before = WrittenRows.none(verdicts.rows().size(), now);
    } else if (before.atMillis().length != verdicts.rows().size()) {
      before = before.anew(verdicts.rows().size());
    }
    WrittenRows.Step step = before.write(verdicts.rows(), now, false);
    step.rows().forEach(out::collect);
    if (step.dueMillis() != Long.MAX_VALUE) {
      context.timerService().registerProcessingTimeTimer(step.dueMillis());
    }
    if (!step.rows().isEmpty() || !before.isWaiting()) {
      kept.put(key, step.written());
    }
  }

  /** With the next row of each component, whatever the pauses. */
  private void writeAnew(Rule rule, RevisionPair pair) throws Exception {
    HeldValues<WrittenRows> kept = Objects.requireNonNull(writtenRows);
    String key = ComparisonState.key(rule, pair);
    WrittenRows before = kept.get(key);
    if (before != null) {
      kept.put(key, before.anew(before.atMillis().length));
    }
  }

  /** What waited. */
  private ComparisonState writeRest(
      ComparisonState comparison, long now, OnTimerContext context, Collector<ShiftRow> out)
      throws Exception {
    HeldValues<WrittenRows> kept = Objects.requireNonNull(writtenRows);
    Rule rule = comparison.rule();
    String key = ComparisonState.key(rule, comparison.pair());
    WrittenRows before = kept.get(key);
    if (before == null || !before.isWaiting()) {
      return comparison;
    }
    ComparisonState timed = comparison.at(now);
    List<ShiftRow> rows = ShiftVerdicts.of(timed, rule).rows();
    if (before.atMillis().length != rows.size()) {
      before = before.anew(rows.size());
    }
    WrittenRows.Step step = before.write(rows, now, context.timeDomain() == TimeDomain.EVENT_TIME);
    step.rows().forEach(out::collect);
    if (step.dueMillis() != Long.MAX_VALUE) {
      context.timerService().registerProcessingTimeTimer(step.dueMillis());
    }
    kept.put(key, step.written());
    return timed;
  }

  /** Decides where the comparison stands now, tells a change, and keeps it. */
  private void look(Rule rule, ComparisonState comparison, long now, ReadOnlyContext context)
      throws Exception {
    RevisionPair pair = comparison.pair();
    AnsweredPrompts base = counted(pair.base());
    AnsweredPrompts candidate = counted(pair.candidate());
    ComparisonProgress progress = comparison.progress().at(now, rule.timing(), base, candidate);
    Evaluation finding =
        Evaluation.of(comparison.finding(), progress.trouble(now, rule.timing(), base, candidate));
    ComparisonState next =
        comparison
            .with(progress)
            .decide(rule, finding, now, alert -> context.output(ALERTS, alert));
    Objects.requireNonNull(comparisons).put(ComparisonState.key(rule, pair), next);
    if (next.standing().isPending()) {
      context.timerService().registerProcessingTimeTimer(next.standing().dueMillis(rule.timing()));
    }
  }

  /**
   * After the last prompt as well, so that silence is noticed; a few timers a key, not one each.
   */
  private static void wakeLater(Timing timing, long now, ReadOnlyContext context) {
    long silence = timing.noDataAfter().toMillis();
    long step = Math.max(LEAST_TIMER_MILLIS, silence / TIMERS_PER_SILENCE);
    long at = (now + silence + step) / step * step;
    context.timerService().registerProcessingTimeTimer(at);
  }

  @Override
  public void onTimer(long atMillis, OnTimerContext context, Collector<ShiftRow> out)
      throws Exception {
    boolean isEnd = context.timeDomain() == TimeDomain.EVENT_TIME;
    long clock = context.timerService().currentProcessingTime();
    long now = isEnd ? clock : Math.max(atMillis, clock);
    HeldValues<ComparisonState> kept = Objects.requireNonNull(comparisons, "open comes first");
    for (ComparisonState comparison : kept.all().values()) {
      Rule rule = comparison.rule();
      ComparisonState written = writeRest(comparison, now, context, out);
      if (isEnd) {
        continue;
      }
      look(rule, written, now, context);
      if (comparison.standing().state() == AlertState.PAUSED) {
        wakeLater(rule.timing(), now, context);
      }
    }
  }

  @Override
  public void processBroadcastElement(String message, Context context, Collector<ShiftRow> out)
      throws Exception {
    ControlMessage told = ControlMessage.parse(message);
    if (told instanceof ControlMessage.Rules) {
      RulesInForce.put(context.getBroadcastState(RulesInForce.STATE), message);
    }
    List<Rule> now = rules.of(context.getBroadcastState(RulesInForce.STATE)).rules();
    long millis = context.currentProcessingTime();
    RuleChange change = new RuleChange(now, millis, alert -> context.output(ALERTS, alert));
    Objects.requireNonNull(comparisons, "open comes first").leave();
    context.applyToKeyedState(comparisonsState(), (key, kept) -> change(told, change, kept));
  }

  private static void change(
      ControlMessage told, RuleChange change, MapState<String, ComparisonState> kept)
      throws Exception {
    Map<String, ComparisonState> all = new HashMap<>();
    kept.entries().forEach(entry -> all.put(entry.getKey(), entry.getValue()));
    for (Map.Entry<String, ComparisonState> entry : all.entrySet()) {
      if (told instanceof ControlMessage.Acknowledge acknowledge) {
        kept.put(entry.getKey(), change.acknowledge(acknowledge, entry.getValue()));
        continue;
      }
      Optional<ComparisonState> next = change.apply(entry.getValue());
      if (next.isPresent()) {
        kept.put(entry.getKey(), next.get());
      } else {
        kept.remove(entry.getKey());
      }
    }
  }
}
