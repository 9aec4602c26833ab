package io.hydrascope.benchmarks.chaos;

import io.hydrascope.benchmarks.Machine;
import java.util.List;

/** All rounds of one seed. */
record ChaosResult(Machine machine, long seed, String load, List<ChaosRound> rounds) {}
