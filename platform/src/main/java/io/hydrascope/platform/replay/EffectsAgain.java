package io.hydrascope.platform.replay;

import io.hydrascope.agent.progress.Progress;
import io.hydrascope.analysis.Accounting;
import io.hydrascope.platform.CaptureTopic;
import io.hydrascope.schemas.capture.AcceptedTimes;
import io.hydrascope.schemas.capture.BadCaptureException;
import io.hydrascope.schemas.capture.CaptureBatch;
import io.hydrascope.schemas.capture.CaptureBatchCodec;
import io.hydrascope.schemas.capture.CaptureMessage;
import io.hydrascope.schemas.capture.CaptureSource;
import io.hydrascope.schemas.rows.EffectBatch;
import io.hydrascope.schemas.text.Counted;
import io.hydrascope.storage.insert.BlockEncoder;
import io.hydrascope.storage.insert.BlockInserter;
import io.hydrascope.storage.insert.TableEncoders;
import io.hydrascope.storage.replay.ReplayTables;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Accounts the captures of a time once more, from their topic into a table of the replay. */
final class EffectsAgain implements CaptureTopic.RecordConsumer, AutoCloseable {
  private static final int BLOCK_ROWS = 50_000;

  private final TimeRange range;
  private final AcceptedTimes times;
  private final BlockInserter inserter;
  private final Progress progress;
  private final CaptureBatchCodec codec = new CaptureBatchCodec();
  private final BlockEncoder<EffectBatch> encoder = TableEncoders.effects();
  private final List<EffectBatch> waiting = new ArrayList<>();
  private final Set<String> captures = new HashSet<>();
  private int waitingRows;
  private long refused;

  EffectsAgain(TimeRange range, AcceptedTimes times, BlockInserter inserter, Progress progress) {
    this.range = range;
    this.times = times;
    this.inserter = inserter;
    this.progress = progress;
  }

  /** What was believed when it was sent is believed today, however long ago that was. */
  @Override
  public void read(
      byte @Nullable [] value, Map<String, byte[]> headers, long sentMillis, double partRead)
      throws Exception {
    try {
      CaptureMessage message = CaptureMessage.accept(value, headers::get);
      CaptureBatch batch = codec.decode(message);
      times.require(batch.captures(), sentMillis);
      for (EffectBatch effects : Accounting.account(batch)) {
        if (range.hasMicros(effects.capture().eventTimeMicros())) {
          add(effects);
        }
      }
    } catch (BadCaptureException e) {
      // The job has put it among the dead letters.
      refused++;
    }
    progress.update(
        "effects    %3.0f%% of the topic, %s"
            .formatted(100 * partRead, Counted.of(captures.size(), "capture")));
  }

  private void add(EffectBatch effects) throws Exception {
    CaptureSource source = effects.source();
    captures.add(
        String.join("\n", source.model(), source.revision(), effects.capture().captureId()));
    waiting.add(effects);
    waitingRows += effects.count();
    if (waitingRows >= BLOCK_ROWS) {
      flush();
    }
  }

  void flush() throws Exception {
    if (!waiting.isEmpty()) {
      inserter.insert(ReplayTables.captures(encoder.encode(waiting)), UUID.randomUUID().toString());
      waiting.clear();
      waitingRows = 0;
    }
  }

  /** Captures of the range that were found. */
  long captures() {
    return captures.size();
  }

  /** Messages that could not be read, or whose event time is not believed. */
  long refused() {
    return refused;
  }

  @Override
  public void close() {
    encoder.close();
    codec.close();
  }
}
