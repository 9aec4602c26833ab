package io.hydrascope.benchmarks.speed;

import io.hydrascope.schemas.Scope;
import java.util.Random;

/**
 * What both sides sweep.
 *
 * @param sweeps in each turn, so that a turn of a small model is long enough to be timed
 */
record PeerCase(String model, Gpt2Shape shape, int length, Scope scope, int sweeps) {
  String name() {
    return model + "-" + length;
  }

  /** Seeded; the same in every run. */
  int[] tokens() {
    return new Random(length).ints(length, 0, shape.vocabulary()).toArray();
  }
}
