package io.hydrascope.jobs.streams.held;

import java.util.HashMap;
import java.util.Map;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.ValueState;

/** The keyed state behind {@link HeldValues}, under the current key. */
interface StoredValues<V> {
  /** All that the key has, by name. */
  Map<String, V> load() throws Exception;

  void put(String name, V value) throws Exception;

  void remove(String name) throws Exception;

  /** A map's entries. */
  static <V> StoredValues<V> of(MapState<String, V> state) {
    return new StoredValues<>() {
      @Override
      public Map<String, V> load() throws Exception {
        Map<String, V> all = new HashMap<>();
        for (Map.Entry<String, V> entry : state.entries()) {
          all.put(entry.getKey(), entry.getValue());
        }
        return all;
      }

      @Override
      public void put(String name, V value) throws Exception {
        state.put(name, value);
      }

      @Override
      public void remove(String name) throws Exception {
        state.remove(name);
      }
    };
  }

  /** One value, whatever its name. */
  static <V> StoredValues<V> of(ValueState<V> state) {
    return new StoredValues<>() {
      @Override
      public Map<String, V> load() throws Exception {
        V value = state.value();
        return value == null ? Map.of() : Map.of(HeldValues.ONLY, value);
      }

      @Override
      public void put(String name, V value) throws Exception {
        state.update(value);
      }

      @Override
      public void remove(String name) {
        state.clear();
      }
    };
  }
}
