package io.hydrascope.schemas.rows;

import java.util.Locale;

/** What a comparison of two revisions says about one component. */
public enum Verdict {
  SHIFTED,
  EQUIVALENT,
  UNDECIDED;

  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
