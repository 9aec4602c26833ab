package io.hydrascope.cli.operate;

import io.hydrascope.platform.DeadLetters;
import io.hydrascope.schemas.text.Counted;
import java.io.PrintWriter;

/** Tells of records in a layout that only a later Hydrascope knows. */
final class SkippedLetters {
  private SkippedLetters() {}

  /** A line a version, or none. */
  static void tell(DeadLetters letters, PrintWriter err) {
    letters
        .unknownVersions()
        .forEach(
            (version, count) ->
                err.println(
                    "skipped: %s in layout version %s, which this build does not read; upgrade Hydrascope to read %s"
                        .formatted(
                            Counted.of(count, "letter"), version, count == 1 ? "it" : "them")));
    err.flush();
  }
}
