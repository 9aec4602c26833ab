package io.hydrascope.jobs.streams.held;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.StateTtlConfig;
import org.apache.flink.api.common.typeutils.base.StringSerializer;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/**
 * Counts the words of a key: {@code key/word} adds one, {@code key/-word} forgets it. Says the
 * count after each, in place of a value with a longer life.
 */
final class TestingCounts extends KeyedProcessFunction<String, String, String>
    implements HoldsValues {
  static final Duration LIFE = Duration.ofHours(1);

  private static final long serialVersionUID = 1L;

  private final int mostKeys;
  private transient @Nullable HeldValues<long[]> counts;

  TestingCounts(int mostKeys) {
    this.mostKeys = mostKeys;
  }

  static String key(String element) {
    return element.substring(0, element.indexOf('/'));
  }

  @Override
  public void open(OpenContext context) {
    MapStateDescriptor<String, long[]> descriptor =
        new MapStateDescriptor<>("counts", StringSerializer.INSTANCE, TestingLongs.INSTANCE);
    descriptor.enableTimeToLive(StateTtlConfig.newBuilder(LIFE).build());
    counts = HeldValues.of(getRuntimeContext().getMapState(descriptor), LIFE, mostKeys);
  }

  @Override
  public List<HeldValues<?>> held() {
    return List.of(values());
  }

  @Override
  public void processElement(String element, Context context, Collector<String> out)
      throws Exception {
    String word = element.substring(element.indexOf('/') + 1);
    if (word.startsWith("-")) {
      values().remove(word.substring(1));
      return;
    }
    long[] count = values().get(word);
    if (count == null) {
      count = new long[1];
    }
    count[0]++; // in place, as sums of metrics are
    values().put(word, count);
    out.collect(element + "=" + count[0] + " of " + values().all().size());
  }

  private HeldValues<long[]> values() {
    return Objects.requireNonNull(counts, "open comes first");
  }
}
