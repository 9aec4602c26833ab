package io.hydrascope.jobs.streams.held;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.ValueState;
import org.jspecify.annotations.Nullable;

/**
 * Values of a keyed state that change with nearly every record: they lie on the heap as objects and
 * are written to the state before each checkpoint, so that each is serialised once however often it
 * changed. What a checkpoint holds is what the records before it made, and it stays keyed.
 *
 * <p>Bounded: the keys that were used longest ago are written back and left. A key that was not
 * used between two checkpoints is left as well. Not thread-safe; a value may be changed in place
 * and is then put again.
 */
public final class HeldValues<V> {
  /** The name of a key's value where it has only one. */
  public static final String ONLY = "";

  private final StoredValues<V> stored;
  private final long lifeMillis;
  private final int mostKeys;
  private final LinkedHashMap<Object, OfKey<V>> keys = new LinkedHashMap<>(16, 0.75f, true);
  private @Nullable CurrentKey current;

  private static final class Value<V> {
    @Nullable V now; // null: removed
    boolean isChanged;
    long sinceMillis; // written, or loaded where it was not

    Value(V now, long sinceMillis) {
      this.now = now;
      this.sinceMillis = sinceMillis;
    }
  }

  private static final class OfKey<V> {
    final Map<String, Value<V>> byName = new HashMap<>();
    boolean isUsed; // since the last checkpoint
  }

  /**
   * @param life a value ends so long after it was last put, as its state's time to live has it
   * @param mostKeys that lie on the heap at once
   */
  private HeldValues(StoredValues<V> stored, Duration life, int mostKeys) {
    this.stored = stored;
    this.lifeMillis = life.toMillis();
    this.mostKeys = mostKeys;
  }

  public static <V> HeldValues<V> of(MapState<String, V> state, Duration life, int mostKeys) {
    return new HeldValues<>(StoredValues.of(state), life, mostKeys);
  }

  public static <V> HeldValues<V> of(ValueState<V> state, Duration life, int mostKeys) {
    return new HeldValues<>(StoredValues.of(state), life, mostKeys);
  }

  void attach(CurrentKey key) {
    current = key;
  }

  /** Of the current key; null where it has none. */
  public @Nullable V get(String name) throws Exception {
    Value<V> value = ofCurrentKey().byName.get(name);
    return value == null ? null : alive(value);
  }

  /** Of the current key. */
  public void put(String name, V value) throws Exception {
    long now = key().nowMillis();
    Value<V> held = ofCurrentKey().byName.computeIfAbsent(name, unused -> new Value<>(value, now));
    held.now = value;
    held.isChanged = true;
    held.sinceMillis = now;
  }

  /** Of the current key. */
  public void remove(String name) throws Exception {
    Value<V> held = ofCurrentKey().byName.get(name);
    if (held != null) {
      held.now = null;
      held.isChanged = true;
    }
  }

  /** All of the current key by name, a copy. */
  public Map<String, V> all() throws Exception {
    Map<String, V> all = new HashMap<>();
    for (Map.Entry<String, Value<V>> entry : ofCurrentKey().byName.entrySet()) {
      V value = alive(entry.getValue());
      if (value != null) {
        all.put(entry.getKey(), value);
      }
    }
    return all;
  }

  private @Nullable V alive(Value<V> value) {
    if (value.now != null && key().nowMillis() - value.sinceMillis >= lifeMillis) {
      value.now = null;
      value.isChanged = true;
    }
    return value.now;
  }

  private OfKey<V> ofCurrentKey() throws Exception {
    Object key = key().get();
    OfKey<V> known = keys.get(key);
    if (known == null) {
      known = new OfKey<>();
      long now = key().nowMillis();
      for (Map.Entry<String, V> entry : stored.load().entrySet()) {
        known.byName.put(entry.getKey(), new Value<>(entry.getValue(), now));
      }
      keys.put(key, known);
    }
    known.isUsed = true;
    return known;
  }

  /** Leaves keys that are too many. */
  void trim() throws Exception {
    if (keys.size() <= mostKeys) {
      return;
    }
    Object before = key().get();
    while (keys.size() > mostKeys) {
      Map.Entry<Object, OfKey<V>> eldest = keys.entrySet().iterator().next();
      write(eldest.getKey(), eldest.getValue());
      keys.remove(eldest.getKey());
    }
    key().set(before);
  }

  /** Writes what changed to the state of its key. */
  void writeBack() throws Exception {
    Object before = key().get();
    for (Map.Entry<Object, OfKey<V>> entry : keys.entrySet()) {
      write(entry.getKey(), entry.getValue());
    }
    if (key().isStateSerialised()) {
      keys.values().removeIf(key -> !key.isUsed);
      keys.values().forEach(key -> key.isUsed = false);
    } else {
      // The state has these objects now, and a checkpoint may read them while records come.
      keys.clear();
    }
    if (before != null) {
      key().set(before);
    }
  }

  /** Writes all and leaves it, for who reads the state itself. */
  public void leave() throws Exception {
    writeBack();
    keys.clear();
  }

  private void write(Object key, OfKey<V> ofKey) throws Exception {
    boolean isCurrent = false;
    for (Map.Entry<String, Value<V>> entry : ofKey.byName.entrySet()) {
      Value<V> value = entry.getValue();
      if (!value.isChanged) {
        continue;
      }
      if (!isCurrent) {
        key().set(key);
        isCurrent = true;
      }
      if (value.now == null) {
        stored.remove(entry.getKey());
      } else {
        stored.put(entry.getKey(), value.now);
      }
      value.isChanged = false;
    }
    ofKey.byName.values().removeIf(value -> value.now == null);
  }

  private CurrentKey key() {
    return Objects.requireNonNull(current, "an operator of this package runs the function");
  }
}
