package io.hydrascope.jobs.streams.held;

import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.streaming.api.operators.InternalTimer;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/** Runs a function that {@link HoldsValues}. */
public final class HoldingOperator<K, I, O> extends KeyedProcessOperator<K, I, O> {
  private static final long serialVersionUID = 1L;

  private HoldingOperator(KeyedProcessFunction<K, I, O> function) {
    super(function);
  }

  public static <K, I, O, F extends KeyedProcessFunction<K, I, O> & HoldsValues>
      HoldingOperator<K, I, O> of(F function) {
    return new HoldingOperator<>(function);
  }

  @Override
  public void open() throws Exception {
    super.open();
    Held.attach(function(), this);
  }

  @Override
  public void processElement(StreamRecord<I> element) throws Exception {
    super.processElement(element);
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
