package io.hydrascope.jobs.streams.held;

import org.apache.flink.streaming.api.operators.AbstractStreamOperator;

/** Whose state an operator reads and writes at the moment. */
interface CurrentKey {
  Object get();

  void set(Object key);

  long nowMillis();

  /** Whether state keeps bytes; if not it keeps the very objects that it was given. */
  boolean isStateSerialised();

  static CurrentKey of(AbstractStreamOperator<?> operator) {
    return new CurrentKey() {
      @Override
      public Object get() {
        return operator.getCurrentKey();
      }

      @Override
      public void set(Object key) {
        operator.setCurrentKey(key);
      }

      @Override
      public long nowMillis() {
        return operator.getProcessingTimeService().getCurrentProcessingTime();
      }

      @Override
      public boolean isStateSerialised() {
        return operator.getKeyedStateBackend().isSafeToReuseKVState();
      }
    };
  }
}
