package io.hydrascope.jobs.shifts;

import io.hydrascope.alerting.rules.AlertRules;
import io.hydrascope.alerting.rules.ControlMessage;
import java.io.Serializable;
import org.apache.flink.api.common.state.BroadcastState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ReadOnlyBroadcastState;
import org.apache.flink.api.common.typeinfo.Types;
import org.jspecify.annotations.Nullable;

/**
 * The rules that the control topic named last; until then those that the job was started with. Kept
 * as the message's JSON in broadcast state, so that they travel with checkpoints.
 */
final class RulesInForce implements Serializable {
  static final MapStateDescriptor<String, String> STATE =
      new MapStateDescriptor<>("rules", Types.STRING, Types.STRING);

  private static final long serialVersionUID = 1L;
  private static final String KEY = "rules";

  private final String atStart;
  private transient @Nullable String readFrom;
  private transient @Nullable AlertRules read;

  /**
   * @param atStart as a control message
   */
  RulesInForce(String atStart) {
    this.atStart = atStart;
  }

  AlertRules of(ReadOnlyBroadcastState<String, String> state) throws Exception {
    String told = state.contains(KEY) ? state.get(KEY) : atStart;
    AlertRules known = read;
    if (known == null || !told.equals(readFrom)) {
      known = ((ControlMessage.Rules) ControlMessage.parse(told)).rules();
      read = known;
      readFrom = told;
    }
    return known;
  }

  static void put(BroadcastState<String, String> state, String message) throws Exception {
    state.put(KEY, message);
  }
}
