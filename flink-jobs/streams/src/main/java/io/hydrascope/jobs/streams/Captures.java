package io.hydrascope.jobs.streams;

import io.hydrascope.schemas.capture.AcceptedTimes;
import io.hydrascope.schemas.deadletter.DeadLetter;
import io.hydrascope.schemas.rows.EffectBatch;
import java.time.Duration;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;

/**
 * Captures as every job reads them.
 *
 * @param effects each row of each capture once
 * @param refused messages that could not be read or whose event time is not believed
 */
public record Captures(DataStream<EffectBatch> effects, DataStream<DeadLetter> refused) {

  /**
   * With who answered each ablation.
   *
   * @param responses each ablation of each capture once
   */
  public record WithResponses(Captures captures, DataStream<CaptureResponses> responses) {}

  /** Decodes, accounts, and drops what was seen before. */
  public static Captures read(
      DataStream<RawRecord> messages, AcceptedTimes times, Duration repeatsHorizon) {
    return recognised(decoded(messages, times, false), repeatsHorizon);
  }

  /** Decodes, accounts, sums responses, and drops what was seen before. */
  public static WithResponses readWithResponses(
      DataStream<RawRecord> messages, AcceptedTimes times, Duration repeatsHorizon) {
    SingleOutputStreamOperator<EffectBatch> decoded = decoded(messages, times, true);
    DataStream<CaptureResponses> responses =
        decoded
            .getSideOutput(DecodeCaptures.RESPONSES)
            .keyBy(
                capture -> ShortKey.ofCapture(capture.source(), capture.captureId()), ShortKey.TYPE)
            .process(new RecogniseRepeatedResponses(repeatsHorizon))
            .returns(CaptureResponses.class)
            .uid("recognise-repeated-responses")
            .name("recognise repeated responses");
    return new WithResponses(recognised(decoded, repeatsHorizon), responses);
  }

  private static SingleOutputStreamOperator<EffectBatch> decoded(
      DataStream<RawRecord> messages, AcceptedTimes times, boolean withResponses) {
    return messages
        .process(new DecodeCaptures(times, withResponses))
        .returns(EffectBatch.class)
        .uid("decode-captures")
        .name("decode captures");
  }

  private static Captures recognised(
      SingleOutputStreamOperator<EffectBatch> decoded, Duration repeatsHorizon) {
    DataStream<EffectBatch> effects =
        decoded
            .keyBy(
                batch -> ShortKey.ofCapture(batch.source(), batch.capture().captureId()),
                ShortKey.TYPE)
            .process(new RecogniseRepeats(repeatsHorizon))
            .returns(EffectBatch.class)
            .uid("recognise-repeats")
            .name("recognise repeats");
    return new Captures(effects, decoded.getSideOutput(DecodeCaptures.REFUSED));
  }
}
