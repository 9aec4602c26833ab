package io.hydrascope.storage.query;

import io.hydrascope.schemas.Measure;
import io.hydrascope.schemas.ShiftMeasure;
import java.util.Locale;

/** What a number counts. */
public enum UnitOfMeasure {
  LOGITS,
  NATS;

  public static UnitOfMeasure of(Measure measure) {
    return measure == Measure.KL || measure == Measure.LOGPROB_DROP ? NATS : LOGITS;
  }

  public static UnitOfMeasure of(ShiftMeasure measure) {
    return measure == ShiftMeasure.LOGPROB_DROP ? NATS : LOGITS;
  }

  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
