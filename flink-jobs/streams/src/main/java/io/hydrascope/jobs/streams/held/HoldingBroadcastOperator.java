package io.hydrascope.jobs.streams.held;

import java.util.List;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.streaming.api.functions.co.KeyedBroadcastProcessFunction;
import org.apache.flink.streaming.api.operators.InternalTimer;
import org.apache.flink.streaming.api.operators.co.CoBroadcastWithKeyedOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/** Runs a function of a keyed and a broadcast stream that {@link HoldsValues}. */
public final class HoldingBroadcastOperator<K, I, B, O>
    extends CoBroadcastWithKeyedOperator<K, I, B, O> {
  private static final long serialVersionUID = 1L;

  private HoldingBroadcastOperator(
      KeyedBroadcastProcessFunction<K, I, B, O> function, MapStateDescriptor<?, ?> broadcast) {
    super(function, List.of(broadcast));
  }

  public static <K, I, B, O, F extends KeyedBroadcastProcessFunction<K, I, B, O> & HoldsValues>
      HoldingBroadcastOperator<K, I, B, O> of(F function, MapStateDescriptor<?, ?> broadcast) {
    return new HoldingBroadcastOperator<>(function, broadcast);
  }

  @Override
  public void open() throws Exception {
    super.open();
    Held.attach(function(), this);
  }

  @Override
  public void processElement1(StreamRecord<I> element) throws Exception {
    super.processElement1(element);
    Held.trim(function());
  }

  @Override
  public void onEventTime(InternalTimer<K, VoidNamespace> timer) throws Exception {
    super.onEventTime(timer);
    Held.trim(function());
  }

  @Override
  public void onProcessingTime(InternalTimer<K, VoidNamespace> timer) throws Exception {
    super.onProcessingTime(timer);
    Held.trim(function());
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    Held.writeBack(function());
    super.snapshotState(context);
  }

  private HoldsValues function() {
    return (HoldsValues) userFunction;
  }
}
