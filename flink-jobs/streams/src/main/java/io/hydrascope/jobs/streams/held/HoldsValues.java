package io.hydrascope.jobs.streams.held;

import java.util.List;

/** A function with values on the heap; it needs an operator that writes them to state. */
public interface HoldsValues {
  /** All of them, once the function is open. */
  List<HeldValues<?>> held();
}
