package io.hydrascope.jobs.shifts;

import io.hydrascope.schemas.rows.ShiftRow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What a comparison has written of its rows, which change after every prompt. A changed verdict is
 * written at once, at most one a second and row. Other news of a row waits: a second in the
 * comparison's first minute, then a sixtieth of its age, at most {@value #LONGEST_PAUSE_MILLIS} ms.
 * So a row of {@code shifts} comes 1,440 times a day and some 300 times in the first hour, and the
 * newest one is soon right.
 *
 * @param sinceMillis when the comparison wrote first
 * @param atMillis when each row was last written // [hypothesis]
 * @param prompts of that row // [hypothesis]
 * @param verdicts of that row, ordinals // [hypothesis]
 * @param isWaiting whether there is news that is not written
 */
public record WrittenRows(
    long sinceMillis, long[] atMillis, long[] prompts, int[] verdicts, boolean isWaiting) {
  static final long LONGEST_PAUSE_MILLIS = 60_000;
  private static final long SHORTEST_PAUSE_MILLIS = 1_000;
  private static final long PAUSES_PER_AGE = 60;
  private static final long NEVER = -1;

  /**
   * @param rows that are written now
   * @param dueMillis when the rest is; {@link Long#MAX_VALUE} where nothing waits
   */
  record Step(List<ShiftRow> rows, WrittenRows written, long dueMillis) {}

  static WrittenRows none(int hypotheses, long nowMillis) {
    long[] never = new long[hypotheses];
    Arrays.fill(never, NEVER);
    return new WrittenRows(nowMillis, never, never.clone(), new int[hypotheses], false);
  }

  /** As if nothing was written of what is tested now; the pauses stay. */
  WrittenRows anew(int hypotheses) {
    WrittenRows none = none(hypotheses, sinceMillis);
    return new WrittenRows(sinceMillis, none.atMillis, none.prompts, none.verdicts, false);
  }

  /**
   * @param rows of the newest look // [hypothesis]
   * @param isLast whether nothing more comes: all is due
   */
  Step write(List<ShiftRow> rows, long nowMillis, boolean isLast) {
    long[] at = atMillis.clone();
    long[] counted = prompts.clone();
    int[] said = verdicts.clone();
    List<ShiftRow> written = new ArrayList<>();
    long due = Long.MAX_VALUE;
    for (int i = 0; i < at.length; i++) {
      ShiftRow row = rows.get(i);
      boolean isChanged = said[i] != row.verdict().ordinal();
      if (at[i] != NEVER && !isChanged && counted[i] == row.nPrompts()) {
        continue;
      }
      long ownDue = at[i] + (isChanged ? SHORTEST_PAUSE_MILLIS : pauseMillis(nowMillis));
      // A clock that went back must not hold a row up.
      if (isLast || at[i] == NEVER || nowMillis >= ownDue || nowMillis < at[i]) {
        written.add(row);
        at[i] = nowMillis;
        counted[i] = row.nPrompts();
        said[i] = row.verdict().ordinal();
      } else {
        due = Math.min(due, ownDue);
      }
    }
    boolean waits = due != Long.MAX_VALUE;
    return new Step(written, new WrittenRows(sinceMillis, at, counted, said, waits), due);
  }

  private long pauseMillis(long nowMillis) {
    long ofAge = (nowMillis - sinceMillis) / PAUSES_PER_AGE;
    return Math.max(SHORTEST_PAUSE_MILLIS, Math.min(LONGEST_PAUSE_MILLIS, ofAge));
  }
}
