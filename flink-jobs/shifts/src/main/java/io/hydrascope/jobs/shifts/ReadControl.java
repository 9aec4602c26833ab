package io.hydrascope.jobs.shifts;

import io.hydrascope.alerting.rules.BadRulesException;
import io.hydrascope.alerting.rules.ControlMessage;
import io.hydrascope.jobs.streams.RawRecord;
import io.hydrascope.schemas.deadletter.DeadLetter;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * Lets control messages pass that say something. Any other goes to {@link #REFUSED} with its
 * reason, and the rules stay as they are.
 */
final class ReadControl extends ProcessFunction<RawRecord, String> {
  static final OutputTag<DeadLetter> REFUSED =
      new OutputTag<>("refused-control", TypeInformation.of(DeadLetter.class));

  private static final long serialVersionUID = 1L;
  private static final String REASON = "bad_control_message";

  @Override
  public void processElement(RawRecord record, Context context, Collector<String> out) {
    try {
      out.collect(ControlMessage.parse(record.value()).json());
    } catch (BadRulesException e) {
      getRuntimeContext().getMetricGroup().counter("control_messages_refused").inc();
      context.output(REFUSED, record.refused(REASON, String.valueOf(e.getMessage())));
    }
  }
}
