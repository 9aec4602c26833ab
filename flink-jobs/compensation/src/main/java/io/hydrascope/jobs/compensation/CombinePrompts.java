package io.hydrascope.jobs.compensation;

import io.hydrascope.analysis.ComponentAccount;
import io.hydrascope.schemas.rows.MetricsKey;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.jspecify.annotations.Nullable;

/**
 * Adds up the prompts of each key and minute before they travel to where the key's metrics are
 * kept: there, each costs what one prompt would. Waits at most a second.
 *
 * <p>State: none. What waits is sent on before a checkpoint's barrier, before a watermark that
 * could end a window, and at the end of the input, so that nothing is lost or comes too late by it.
 */
final class CombinePrompts extends AbstractStreamOperator<KeyedAccount>
    implements OneInputStreamOperator<KeyedPromptSums, KeyedAccount> {
  private static final long serialVersionUID = 1L;
  private static final long LONGEST_WAIT_MILLIS = 1_000;

  /** Each takes a few kilobytes. */
  private static final int MOST_WAITING = 4_096;

  private final long latenessMillis;
  private transient Map<KeyMinute, Sum> waiting = new LinkedHashMap<>();
  private transient @Nullable Future<?> timer;
  private transient long closedMillis;

  private record KeyMinute(String keyText, long minuteMicros) {}

  private record Sum(MetricsKey key, ComponentAccount account) {}

  CombinePrompts(Duration lateness) {
    latenessMillis = lateness.toMillis();
  }

  @Override
  public void open() throws Exception {
    super.open();
    waiting = new LinkedHashMap<>();
    closedMillis = Long.MIN_VALUE;
  }

  @Override
  public void processElement(StreamRecord<KeyedPromptSums> element) {
    KeyedPromptSums prompt = element.getValue();
    long minuteMillis =
        MetricsWindow.MINUTE.startMillis(Math.floorDiv(prompt.eventTimeMicros(), 1_000L));
    waiting
        .computeIfAbsent(
            new KeyMinute(prompt.keyText(), minuteMillis * 1_000),
            place -> new Sum(prompt.key(), ComponentAccount.empty()))
        .account()
        .add(prompt.sums());
    if (waiting.size() >= MOST_WAITING) {
      sendOn();
    } else if (timer == null) {
      long now = getProcessingTimeService().getCurrentProcessingTime();
      timer =
          getProcessingTimeService()
              .registerTimer(
                  now + LONGEST_WAIT_MILLIS,
                  time -> {
                    timer = null;
                    sendOn();
                  });
    }
  }

  private void sendOn() {
    waiting.forEach(
        (place, sum) ->
            output.collect(
                new StreamRecord<>(
                    new KeyedAccount(
                        place.keyText(), sum.key(), place.minuteMicros(), sum.account().state()))));
    waiting.clear();
  }

  /** Every window ends with a minute. */
  @Override
  public void processWatermark(Watermark mark) throws Exception {
    long closed = MetricsWindow.MINUTE.startMillis(mark.getTimestamp() - latenessMillis + 1);
    if (closed > closedMillis) {
      closedMillis = closed;
      sendOn();
    }
    super.processWatermark(mark);
  }

  @Override
  public void prepareSnapshotPreBarrier(long checkpointId) {
    sendOn();
  }

  @Override
  public void finish() {
    sendOn();
  }
}
