package io.hydrascope.schemas;

import java.util.List;
import java.util.Locale;

/**
 * The measures of one ablation, in column order. Positive = the model lost logit. Logits unless
 * said otherwise; {@code kl} and {@code logprob_drop} are nats.
 */
public enum Measure {
  CONTRIBUTION,
  DIRECT_EFFECT,
  TOTAL_EFFECT,
  COMPENSATORY_EFFECT,
  NORM_TERM,
  SELF_REPAIR,
  CLOSURE_ERROR,
  HEADS_RESPONSE,
  MLPS_RESPONSE,
  OTHER_RESPONSE,
  POSITIVE_RESPONSE,
  ERASURE_RESPONSE,
  KL,
  LOGPROB_DROP;

  public static final List<Measure> ALL = List.of(values());
  public static final int COUNT = ALL.size();

  private final String column = name().toLowerCase(Locale.ROOT);

  /** The name in tables, files and screens. */
  public String column() {
    return column;
  }
}
