package io.hydrascope.jobs.shifts;

import java.util.Objects;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/**
 * Numbers a model's revisions in the order in which they are seen, so that a rule can name the
 * first or the previous one.
 *
 * <p>State: a number a revision. It stays: a revision that comes back is not a new one.
 */
final class OrderRevisions extends KeyedProcessFunction<String, PromptPart, PromptPart> {
  private static final long serialVersionUID = 1L;

  private transient @Nullable MapState<String, Integer> orders;

  @Override
  public void open(OpenContext context) {
    orders =
        getRuntimeContext()
            .getMapState(new MapStateDescriptor<>("orders", Types.STRING, Types.INT));
  }

  @Override
  public void processElement(PromptPart part, Context context, Collector<PromptPart> out)
      throws Exception {
    MapState<String, Integer> known = Objects.requireNonNull(orders, "open comes first");
    Integer order = known.get(part.revision());
    if (order == null) {
      order = 0;
      for (Integer other : known.values()) {
        order = Math.max(order, other + 1);
      }
      known.put(part.revision(), order);
    }
    out.collect(part.with(order));
  }
}
