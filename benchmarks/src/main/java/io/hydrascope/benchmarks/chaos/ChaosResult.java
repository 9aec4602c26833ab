package io.hydrascope.benchmarks.chaos;

import io.hydrascope.benchmarks.Machine;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All rounds of one seed.
 *
 * @param end of the last start of the benchmark
 */
record ChaosResult(
    Machine machine, long seed, String load, List<ChaosRound> rounds, @Nullable ChaosEnd end) {}
