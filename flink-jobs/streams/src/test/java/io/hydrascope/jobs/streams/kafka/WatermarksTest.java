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
  void extractTimestamp_clockAhead_isNotLaterThanNow() {
    TimestampAssigner<RawRecord> assigner =
        KafkaStreams.watermarks().createTimestampAssigner(new TestingContext(clock));
    assertThat(assigner.extractTimestamp(MESSAGE, 60_000)).isEqualTo(60_000);
    assertThat(assigner.extractTimestamp(MESSAGE, Long.MAX_VALUE))
        .isLessThanOrEqualTo(System.currentTimeMillis());
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
