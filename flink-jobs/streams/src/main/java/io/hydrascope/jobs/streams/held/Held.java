package io.hydrascope.jobs.streams.held;

import org.apache.flink.streaming.api.operators.AbstractStreamOperator;

/** What the operators of this package do with their function's values. */
final class Held {
  private Held() {}

  static void attach(HoldsValues function, AbstractStreamOperator<?> operator) {
    CurrentKey key = CurrentKey.of(operator);
    function.held().forEach(values -> values.attach(key));
  }

  static void trim(HoldsValues function) throws Exception {
    for (HeldValues<?> values : function.held()) {
      values.trim();
    }
  }

  static void writeBack(HoldsValues function) throws Exception {
    for (HeldValues<?> values : function.held()) {
      values.writeBack();
    }
  }
}
