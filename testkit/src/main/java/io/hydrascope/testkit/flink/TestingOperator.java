package io.hydrascope.testkit.flink;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.metrics.Counter;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.metrics.groups.InternalOperatorMetricGroup;
import org.apache.flink.runtime.metrics.util.InterceptingOperatorMetricGroup;
import org.apache.flink.runtime.metrics.util.InterceptingTaskMetricGroup;
import org.apache.flink.runtime.operators.testutils.MockEnvironment;
import org.apache.flink.runtime.operators.testutils.MockEnvironmentBuilder;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.runtime.state.hashmap.HashMapStateBackend;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OperatorSnapshotUtil;

/**
 * All subtasks of one keyed operator, without a cluster: elements go to the subtask that owns their
 * key, time stands still until it is set, and state goes through Flink's own snapshots.
 */
public final class TestingOperator<I, O> implements AutoCloseable {
  private static final int MAX_PARALLELISM = 128;

  private final KeySelector<I, ?> key;
  private final List<KeyedOneInputStreamOperatorTestHarness<?, I, O>> subtasks = new ArrayList<>();
  private final List<InterceptingOperatorMetricGroup> metrics = new ArrayList<>(); // [subtask]
  private long snapshots;

  /** What a snapshot of all subtasks holds. */
  public record Snapshot(OperatorSubtaskState state, int parallelism) {
    /** Reads the state of an operator with one subtask from a file that {@link #write} made. */
    public static Snapshot read(Path file) throws IOException, ClassNotFoundException {
      return new Snapshot(OperatorSnapshotUtil.readStateHandle(file.toString()), 1);
    }

    /** Only of an operator with one subtask. */
    public void write(Path file) throws IOException {
      if (parallelism != 1) {
        throw new IllegalArgumentException("parallelism=" + parallelism + ", not 1");
      }
      OperatorSnapshotUtil.writeStateHandle(state, file.toString());
    }
  }

  /**
   * What is tested.
   *
   * @param operator a new one for each subtask
   * @param backend where its keyed state lies
   */
  public record Subject<K, I, O>(
      Supplier<OneInputStreamOperator<I, O>> operator,
      KeySelector<I, K> key,
      TypeInformation<K> keyType,
      StateBackend backend) {

    /** With state on the heap. */
    public static <K, I, O> Subject<K, I, O> of(
        Supplier<KeyedProcessFunction<K, I, O>> function,
        KeySelector<I, K> key,
        TypeInformation<K> keyType) {
      return new Subject<>(
          () -> new KeyedProcessOperator<>(function.get()),
          key,
          keyType,
          new HashMapStateBackend());
    }

    /** An operator of its own, with state on the heap. */
    public static <I, O> Subject<String, I, O> ofOperator(
        Supplier<OneInputStreamOperator<I, O>> operator, KeySelector<I, String> key) {
      return new Subject<>(operator, key, Types.STRING, new HashMapStateBackend());
    }

    public Subject<K, I, O> on(StateBackend other) {
      return new Subject<>(operator, key, keyType, other);
    }
  }

  private TestingOperator(KeySelector<I, ?> key) {
    this.key = key;
  }

  /** Starts without state. */
  public static <I, O> TestingOperator<I, O> start(
      Supplier<KeyedProcessFunction<String, I, O>> function,
      KeySelector<I, String> key,
      int parallelism)
      throws Exception {
    return start(
        function, key, parallelism, new Snapshot(OperatorSubtaskState.builder().build(), 1));
  }

  /** Starts with the state of a snapshot, whatever its parallelism was. */
  public static <I, O> TestingOperator<I, O> start(
      Supplier<KeyedProcessFunction<String, I, O>> function,
      KeySelector<I, String> key,
      int parallelism,
      Snapshot from)
      throws Exception {
    return start(Subject.of(function, key, Types.STRING), parallelism, from);
  }

  /** Starts without state. */
  public static <K, I, O> TestingOperator<I, O> start(Subject<K, I, O> subject, int parallelism)
      throws Exception {
    return start(subject, parallelism, new Snapshot(OperatorSubtaskState.builder().build(), 1));
  }

  /** Starts with the state of a snapshot, whatever its parallelism was. */
  public static <K, I, O> TestingOperator<I, O> start(
      Subject<K, I, O> subject, int parallelism, Snapshot from) throws Exception {
    TestingOperator<I, O> operator = new TestingOperator<>(subject.key());
    for (int subtask = 0; subtask < parallelism; subtask++) {
      KeyedOneInputStreamOperatorTestHarness<K, I, O> harness =
          new KeyedOneInputStreamOperatorTestHarness<>(
              subject.operator().get(),
              subject.key(),
              subject.keyType(),
              operator.environment(parallelism, subtask));
      harness.getExecutionConfig().enableObjectReuse();
      harness.setStateBackend(subject.backend());
      harness.setup();
      harness.initializeState(
          AbstractStreamOperatorTestHarness.repartitionOperatorState(
              from.state(), MAX_PARALLELISM, from.parallelism(), parallelism, subtask));
      harness.open();
      operator.subtasks.add(harness);
    }
    return operator;
  }

  private MockEnvironment environment(int parallelism, int subtask) {
    InterceptingOperatorMetricGroup own = new InterceptingOperatorMetricGroup();
    metrics.add(own);
    return new MockEnvironmentBuilder()
        .setTaskName("task")
        .setMaxParallelism(MAX_PARALLELISM)
        .setParallelism(parallelism)
        .setSubtaskIndex(subtask)
        .setMetricGroup(
            new InterceptingTaskMetricGroup() {
              @Override
              public InternalOperatorMetricGroup getOrAddOperator(
                  OperatorID id, String name, Map<String, String> variables) {
                return own;
              }
            })
        .build();
  }

  public void add(I element) throws Exception {
    int subtask =
        KeyGroupRangeAssignment.assignKeyToParallelOperator(
            key.getKey(element), MAX_PARALLELISM, subtasks.size());
    subtasks.get(subtask).processElement(new StreamRecord<>(element));
  }

  public void watermark(long millis) throws Exception {
    for (KeyedOneInputStreamOperatorTestHarness<?, I, O> subtask : subtasks) {
      subtask.processWatermark(new Watermark(millis));
    }
  }

  /** Also of state that ends. */
  public void processingTime(long millis) throws Exception {
    for (KeyedOneInputStreamOperatorTestHarness<?, I, O> subtask : subtasks) {
      subtask.setStateTtlProcessingTime(millis);
      subtask.setProcessingTime(millis);
    }
  }

  /** Everything emitted since the start, subtask by subtask. */
  public List<O> output() {
    List<O> all = new ArrayList<>();
    subtasks.forEach(subtask -> all.addAll(subtask.extractOutputValues()));
    return all;
  }

  /**
   * What a counter of the operator has counted since the start, in all subtasks.
   *
   * @throws IllegalArgumentException if the operator has no such counter
   */
  public long counted(String name) {
    long sum = 0;
    for (InterceptingOperatorMetricGroup own : metrics) {
      if (!(own.get(name) instanceof Counter counter)) {
        throw new IllegalArgumentException("counter=" + name + ": the operator has none");
      }
      sum += counter.getCount();
    }
    return sum;
  }

  /** How many keys and namespaces have state. */
  public int stateEntries() {
    return subtasks.stream()
        .mapToInt(KeyedOneInputStreamOperatorTestHarness::numKeyedStateEntries)
        .sum();
  }

  public Snapshot snapshot() throws Exception {
    OperatorSubtaskState[] states = new OperatorSubtaskState[subtasks.size()];
    snapshots++;
    for (int subtask = 0; subtask < states.length; subtask++) {
      states[subtask] = subtasks.get(subtask).snapshot(snapshots, snapshots);
    }
    return new Snapshot(AbstractStreamOperatorTestHarness.repackageState(states), subtasks.size());
  }

  @Override
  public void close() {
    for (KeyedOneInputStreamOperatorTestHarness<?, I, O> subtask : subtasks) {
      try {
        subtask.close();
        subtask.getEnvironment().close();
      } catch (Exception e) {
        throw new IllegalStateException("subtask does not close", e);
      }
    }
  }
}
