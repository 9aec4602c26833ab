package io.hydrascope.jobs.streams.kafka;

import io.hydrascope.jobs.streams.RawRecord;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;

/**
 * Watermarks from the messages whose sending time is believed alone. A partition that brings only
 * others counts as silent: it would hold the watermark where the lying clock is.
 */
final class BelievedTimes implements WatermarkGenerator<RawRecord> {
  /** Of a message whose sending time is not believed. */
  static final long NOT_BELIEVED = Long.MIN_VALUE;

  private final WatermarkGenerator<RawRecord> watermarks;

  BelievedTimes(WatermarkGenerator<RawRecord> watermarks) {
    this.watermarks = watermarks;
  }

  /** No message is sent after now, or lies in its topic for longer than that. */
  static long of(long sentMillis, long nowMillis, long longestMillis) {
    return sentMillis < nowMillis - longestMillis ? NOT_BELIEVED : Math.min(sentMillis, nowMillis);
  }

  @Override
  public void onEvent(RawRecord message, long timestampMillis, WatermarkOutput output) {
    if (timestampMillis != NOT_BELIEVED) {
      watermarks.onEvent(message, timestampMillis, output);
    }
  }

  @Override
  public void onPeriodicEmit(WatermarkOutput output) {
    watermarks.onPeriodicEmit(output);
  }
}
