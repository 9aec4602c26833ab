package io.hydrascope.agent.serve;

import io.hydrascope.agent.engine.EngineException;
import io.hydrascope.agent.sweep.CaptureBatcher;
import io.hydrascope.analysis.Reduction;
import io.hydrascope.schemas.CapturePlan;
import io.hydrascope.schemas.Detail;
import io.hydrascope.schemas.ResidualBasis;
import io.hydrascope.schemas.capture.BadCaptureException;
import io.hydrascope.schemas.capture.Capture;
import io.hydrascope.schemas.capture.CaptureBatch;
import io.hydrascope.schemas.capture.CaptureRows;
import io.hydrascope.schemas.capture.CaptureSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/**
 * Packs captures into batches, each at the level of detail that the policy gives it; a batch has
 * one level. One thread at a time; any may ask how many.
 */
public final class DetailedBatches {
  private final CaptureSource source;
  private final CapturePlan plan;
  private final ResidualBasis basis;
  private final DetailPolicy policy;
  private final Reduction reduction;
  private final Map<Detail, CaptureBatcher> batchers = new EnumMap<>(Detail.class);
  private final Map<Detail, LongAdder> captures = new EnumMap<>(Detail.class);

  public DetailedBatches(
      CaptureSource source, CapturePlan plan, ResidualBasis basis, DetailPolicy policy) {
    this.source = source;
    this.plan = plan;
    this.basis = basis;
    this.policy = policy;
    reduction = new Reduction(basis, plan.ablated());
    for (Detail detail : Detail.values()) {
      batchers.put(detail, new CaptureBatcher(source, plan, basis, detail));
      captures.put(detail, new LongAdder());
    }
  }

  /**
   * @param rows of full detail
   * @return the batches that became full
   * @throws EngineException if the rows hold what no job would take, such as a number that is not
   *     finite
   */
  List<CaptureBatch> add(Capture capture, CaptureRows rows) {
    requireUsable(capture, rows);
    Detail detail = policy.of(capture);
    List<CaptureBatch> full =
        Objects.requireNonNull(batchers.get(detail)).add(capture, reduction.reduce(rows, detail));
    Objects.requireNonNull(captures.get(detail)).increment();
    return full;
  }

  /** Before they share a message with others. */
  private void requireUsable(Capture capture, CaptureRows rows) {
    try {
      CaptureBatch unused =
          new CaptureBatch(source, plan, basis, plan.ablated(), List.of(capture), rows);
    } catch (BadCaptureException e) {
      throw new EngineException("what the engine computed cannot be used: " + e.getMessage(), e);
    }
  }

  /** What is left. */
  List<CaptureBatch> flush() {
    List<CaptureBatch> left = new ArrayList<>();
    batchers.values().forEach(batcher -> left.addAll(batcher.flush()));
    return left;
  }

  /** Captures at this level so far. */
  public long captures(Detail detail) {
    return Objects.requireNonNull(captures.get(detail)).sum();
  }
}
