package io.hydrascope.jobs.shifts;

import io.hydrascope.jobs.streams.JobEnvironment;
import io.hydrascope.schemas.rows.AlertRow;
import io.hydrascope.schemas.rows.AlertState;
import io.hydrascope.schemas.rows.ShiftRow;
import java.util.Objects;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/**
 * Looks at a pair of revisions after each prompt: a row a component, and an alert on {@link
 * #ALERTS} when the pair's state changes.
 *
 * <p>State: one {@link Comparison} a pair and plan. It ends the horizon after its last prompt.
 */
final class CompareRevisions extends KeyedProcessFunction<String, PromptDifference, ShiftRow> {
  static final OutputTag<AlertRow> ALERTS =
      new OutputTag<>("alerts", TypeInformation.of(AlertRow.class));

  private static final long serialVersionUID = 1L;

  private final ShiftConfig.Comparisons config;
  private transient @Nullable ValueState<Comparison> state;

  CompareRevisions(ShiftConfig.Comparisons config) {
    this.config = config;
  }

  @Override
  public void open(OpenContext context) {
    ValueStateDescriptor<Comparison> comparison =
        new ValueStateDescriptor<>("comparison", TypeInformation.of(Comparison.class));
    comparison.enableTimeToLive(JobEnvironment.endsAfter(config.comparisonHorizon()));
    state = getRuntimeContext().getState(comparison);
  }

  @Override
  public void processElement(PromptDifference prompt, Context context, Collector<ShiftRow> out)
      throws Exception {
    ValueState<Comparison> kept = Objects.requireNonNull(state, "open comes first");
    Comparison before = kept.value();
    if (before == null) {
      before = Comparison.start(prompt.differences().length, config.delta());
    }
    long nowMicros = context.timerService().currentProcessingTime() * 1_000;
    Comparison now = before.with(prompt, config.delta(), nowMicros);
    ShiftVerdicts verdicts = ShiftVerdicts.of(now, prompt, config.rule());
    verdicts.rows().forEach(out::collect);
    AlertState alert = verdicts.alert();
    if (alert != before.alert()) {
      context.output(ALERTS, ShiftAlert.of(now, prompt, verdicts, before.alert()));
    }
    kept.update(now.with(alert));
  }
}
