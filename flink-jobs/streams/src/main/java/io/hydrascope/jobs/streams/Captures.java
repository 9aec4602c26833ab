package io.hydrascope.jobs.streams;

import io.hydrascope.schemas.rows.DeadLetter;
import io.hydrascope.schemas.rows.EffectBatch;
import java.time.Duration;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;

/**
 * Captures as every job reads them.
 *
 * @param effects each component of each capture once
 * @param refused messages that could not be read
 */
public record Captures(DataStream<EffectBatch> effects, DataStream<DeadLetter> refused) {

  /** Decodes, accounts, and drops what was seen within the horizon. */
  public static Captures read(DataStream<RawRecord> messages, Duration repeatsHorizon) {
    SingleOutputStreamOperator<EffectBatch> decoded =
        messages
            .process(new DecodeCaptures())
            .returns(EffectBatch.class)
            .uid("decode-captures")
            .name("decode captures");
    DataStream<EffectBatch> effects =
        decoded
            .keyBy(batch -> batch.capture().captureId())
            .process(new RecogniseRepeats(repeatsHorizon))
            .returns(EffectBatch.class)
            .uid("recognise-repeats")
            .name("recognise repeats");
    return new Captures(effects, decoded.getSideOutput(DecodeCaptures.REFUSED));
  }
}
