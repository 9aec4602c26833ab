package io.hydrascope.benchmarks.soak;

import io.hydrascope.benchmarks.agent.ReadyCaptures;
import java.time.Duration;

/**
 * What a run does.
 *
 * @param prompts asked at full speed, each of both revisions
 * @param promptsASecond at most, at full speed
 * @param longest the full speed ends then, whatever was asked
 * @param half how long the same goes on at half of the speed that was found
 * @param mostUnread messages that any job may be behind at full speed
 */
record SoakPlan(
    ReadyCaptures.Shape shape,
    int prompts,
    double promptsASecond,
    Duration longest,
    Duration half,
    Duration horizon,
    SoakTargets targets,
    long mostUnread) {
  static final String MODEL = "soak";
  static final String BASE = "base";
  static final String CANDIDATE = "candidate";

  /** Seven days of a month: a whole run takes about half an hour on two cores. */
  private static final Duration WEEK_OF_A_WHOLE_RUN = Duration.ofMinutes(7);

  private static final double UNBOUNDED = Double.MAX_VALUE;
  private static final Duration LONGEST = Duration.ofMinutes(110);
  private static final Duration SHORT = Duration.ofMinutes(2);

  /** Longer than a start takes: topics keep what came before it. */
  private static final Duration SHORTEST_HORIZON = Duration.ofMinutes(3);

  private static final int HEAPS_ARE_FULL = 5;

  /** A month at one prompt a second, or as many of the bundled shape as its disk allows. */
  static SoakPlan whole(ReadyCaptures.Shape shape) {
    int prompts = shape == ReadyCaptures.Shape.SMALLEST ? 2_600_000 : 260_000;
    return new SoakPlan(
        shape,
        prompts,
        UNBOUNDED,
        LONGEST,
        Duration.ofMinutes(5),
        WEEK_OF_A_WHOLE_RUN,
        new SoakTargets(0, 1, true),
        unread(shape));
  }

  /** Three minutes: heaps fill first, so the last tenth is compared with the sixth. */
  static SoakPlan brief(ReadyCaptures.Shape shape) {
    return threeMinutes(shape, UNBOUNDED, new SoakTargets(HEAPS_ARE_FULL, HEAPS_ARE_FULL, true));
  }

  /** Three minutes while other work shares the cores, as in CI: no speed counts. */
  static SoakPlan beside(ReadyCaptures.Shape shape) {
    double promptsASecond = shape == ReadyCaptures.Shape.SMALLEST ? 400 : 40;
    return threeMinutes(
        shape, promptsASecond, new SoakTargets(HEAPS_ARE_FULL, HEAPS_ARE_FULL, false));
  }

  private static SoakPlan threeMinutes(
      ReadyCaptures.Shape shape, double promptsASecond, SoakTargets targets) {
    return new SoakPlan(
        shape,
        2_600_000,
        promptsASecond,
        SHORT,
        Duration.ofSeconds(40),
        SHORTEST_HORIZON,
        targets,
        unread(shape));
  }

  /** Messages of the smallest shape are small. */
  private static long unread(ReadyCaptures.Shape shape) {
    return shape == ReadyCaptures.Shape.SMALLEST ? 2_000 : 200;
  }

  /** As the command line takes it. */
  String horizonText() {
    return horizon.toMinutes() + "m";
  }
}
