package io.hydrascope.jobs.streams.kafka;

import io.hydrascope.jobs.streams.RawRecord;
import java.util.Objects;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.jspecify.annotations.Nullable;

/**
 * Passes every message, and counts as {@value #METRIC} those that Kafka's retention deleted before
 * this job read them: Kafka's consumer goes on at the oldest kept message and says nothing.
 *
 * <p>State: a place for each partition and task, for good.
 */
final class CountDropped extends RichMapFunction<RawRecord, RawRecord>
    implements CheckpointedFunction {
  static final String METRIC = "messages_dropped";

  private static final long serialVersionUID = 1L;

  private final LogStarts logStarts;
  private transient @Nullable ListState<ReadPlace> state;
  private transient @Nullable ReadPlaces places;

  CountDropped(LogStarts logStarts) {
    this.logStarts = logStarts;
  }

  @Override
  public void initializeState(FunctionInitializationContext context) throws Exception {
    state =
        context
            .getOperatorStateStore()
            .getUnionListState(
                new ListStateDescriptor<>("places", TypeInformation.of(ReadPlace.class)));
    places = new ReadPlaces();
    places.restore(state.get());
  }

  /** The first task says what all had lost before. */
  @Override
  public void open(OpenContext context) {
    ReadPlaces opened = Objects.requireNonNull(places, "initializeState comes first");
    boolean isFirst = getRuntimeContext().getTaskInfo().getIndexOfThisSubtask() == 0;
    long before = isFirst ? opened.droppedBefore() : 0;
    getRuntimeContext()
        .getMetricGroup()
        .gauge(METRIC, (Gauge<Long>) () -> before + opened.dropped());
  }

  @Override
  public RawRecord map(RawRecord message) {
    Objects.requireNonNull(places, "initializeState comes first")
        .read(message.topic(), message.partition(), message.offset(), logStarts);
    return message;
  }

  @Override
  public void snapshotState(FunctionSnapshotContext context) throws Exception {
    Objects.requireNonNull(state, "initializeState comes first")
        .update(Objects.requireNonNull(places).all());
  }
}
