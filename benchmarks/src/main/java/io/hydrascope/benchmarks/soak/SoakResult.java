package io.hydrascope.benchmarks.soak;

import io.hydrascope.benchmarks.Machine;
import java.util.List;
import java.util.Map;

/**
 * What a run found.
 *
 * @param options of {@code up}
 * @param promptsASecond at full speed, each of two revisions // [tenth]
 * @param residentMegabytes of all parts at full speed // [tenth]
 * @param bytesAPrompt on disk at the end, by what they hold; both revisions
 * @param secondsOfRestart until the jobs ran again
 * @param misses of the targets, in words
 * @param samples some of the looks
 */
record SoakResult(
    Machine machine,
    String shape,
    List<String> options,
    long prompts,
    double secondsAtFullSpeed,
    double[] promptsASecond,
    double[] residentMegabytes,
    CheckpointTimes checkpointsAtFullSpeed,
    double halfPromptsASecond,
    CheckpointTimes checkpointsAtHalfSpeed,
    long lost,
    long doubled,
    Map<String, Double> bytesAPrompt,
    double secondsOfRestart,
    List<String> misses,
    List<Sample> samples) {}
