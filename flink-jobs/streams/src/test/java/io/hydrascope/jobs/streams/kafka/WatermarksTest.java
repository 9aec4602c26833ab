package io.hydrascope.jobs.streams.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.hydrascope.jobs.streams.RawRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.eventtime.TimestampAssigner;
import org.apache.flink.api.common.eventtime.TimestampAssignerSupplier;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkGeneratorSupplier;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.flink.util.clock.ManualClock;
import org.apache.flink.util.clock.RelativeClock;
import org.junit.jupiter.api.Test;

class WatermarksTest {
  private static final RawRecord MESSAGE = new RawRecord("captures", 0, 0, Map.of(), null);

  private final ManualClock clock = new ManualClock();
  private final TestingOutput output = new TestingOutput();
  private final WatermarkGenerator<RawRecord> generator =
      KafkaStreams.watermarks().createWatermarkGenerator(new TestingContext(clock));

  @Test
  void onPeriodicEmit_messages_trailsTheNewestByFiveSeconds() {
    generator.onEvent(MESSAGE, 60_000, output);
    generator.onEvent(MESSAGE, 58_000, output);
    generator.onPeriodicEmit(output);
    assertThat(output.watermarks).containsExactly(54_999L);
    assertThat(output.idle).isFalse();
  }

  @Test
  void onPeriodicEmit_silentPartition_holdsNobodyUp() {
    generator.onEvent(MESSAGE, 60_000, output);
    generator.onPeriodicEmit(output);
    for (int second = 0; second < 12; second++) {
      clock.advanceTime(Duration.ofSeconds(1));
      generator.onPeriodicEmit(output);
    }
    assertThat(output.idle).isTrue();
  }

  @Test
  void onPeriodicEmit_partitionOfAClockIn1970_holdsNobodyUp() {
    for (int second = 0; second < 12; second++) {
      generator.onEvent(MESSAGE, BelievedTimes.NOT_BELIEVED, output);
      clock.advanceTime(Duration.ofSeconds(1));
      generator.onPeriodicEmit(output);
    }
    assertThat(output.idle).isTrue();
    generator.onEvent(MESSAGE, 60_000, output);
    generator.onEvent(MESSAGE, BelievedTimes.NOT_BELIEVED, output);
    generator.onPeriodicEmit(output);
    assertThat(output.watermarks).endsWith(54_999L);
  }

  @Test
  void onPeriodicEmit_jumpingProducer_neverGoesBack() {
    long now = System.currentTimeMillis();
    for (long sent : new long[] {now - 60_000, now + 86_400_000, 0, now - 30_000, now}) {
      long believed = BelievedTimes.of(sent, now, Duration.ofDays(90).toMillis());
      generator.onEvent(MESSAGE, believed, output);
      generator.onPeriodicEmit(output);
    }
    assertThat(output.watermarks).isSorted().last().isEqualTo(now - 5_001);
  }

  @Test
  void extractTimestamp_lyingClock_isNotLaterThanNowNorOfLongAgo() {
    TimestampAssigner<RawRecord> assigner =
        KafkaStreams.watermarks().createTimestampAssigner(new TestingContext(clock));
    long hourAgo = System.currentTimeMillis() - 3_600_000;
    assertThat(assigner.extractTimestamp(MESSAGE, hourAgo)).isEqualTo(hourAgo);
    assertThat(assigner.extractTimestamp(MESSAGE, Long.MAX_VALUE))
        .isLessThanOrEqualTo(System.currentTimeMillis());
    assertThat(assigner.extractTimestamp(MESSAGE, 0)).isEqualTo(BelievedTimes.NOT_BELIEVED);
    assertThat(assigner.extractTimestamp(MESSAGE, -1))
        .as("no time at all")
        .isEqualTo(BelievedTimes.NOT_BELIEVED);
  }

  private static final class TestingOutput implements WatermarkOutput {
    private final List<Long> watermarks = new ArrayList<>();
    private boolean idle;

    @Override
    public void emitWatermark(Watermark watermark) {
      watermarks.add(watermark.getTimestamp());
    }

    @Override
    public void markIdle() {
      idle = true;
    }

    @Override
    public void markActive() {
      idle = false;
    }
  }

  private record TestingContext(RelativeClock clock)
      implements WatermarkGeneratorSupplier.Context, TimestampAssignerSupplier.Context {
    @Override
    public MetricGroup getMetricGroup() {
      return new UnregisteredMetricsGroup();
    }

    @Override
    public RelativeClock getInputActivityClock() {
      return clock;
    }
  }
}
