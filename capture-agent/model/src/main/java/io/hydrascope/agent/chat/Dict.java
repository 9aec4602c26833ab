package io.hydrascope.agent.chat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Python's dict, in order of insertion; 1, 1.0 and True are one key. A template changes none. */
final class Dict {
  /** A key as it was written first. */
  record Entry(Object key, Object value) {}

  private final Map<Object, Entry> entries = new LinkedHashMap<>();

  static Dict of(Map<String, Object> map) {
    Dict dict = new Dict();
    map.forEach(dict::put);
    return dict;
  }

  void put(Object key, Object value) {
    Object hashed = hashed(key);
    Entry before = entries.get(hashed);
    entries.put(hashed, new Entry(before == null ? key : before.key(), value));
  }

  void putAll(Dict other) {
    other.entries().forEach(entry -> put(entry.key(), entry.value()));
  }

  Optional<Object> find(Object key) {
    return Optional.ofNullable(entries.get(hashed(key))).map(Entry::value);
  }

  int size() {
    return entries.size();
  }

  Collection<Entry> entries() {
    return entries.values();
  }

  List<Object> keys() {
    List<Object> keys = new ArrayList<>(size());
    entries().forEach(entry -> keys.add(entry.key()));
    return keys;
  }

  List<Object> values() {
    List<Object> values = new ArrayList<>(size());
    entries().forEach(entry -> values.add(entry.value()));
    return values;
  }

  /** Tuples of key and value. */
  List<Object> items() {
    List<Object> items = new ArrayList<>(size());
    entries().forEach(entry -> items.add(Tuple.of(entry.key(), entry.value())));
    return items;
  }

  static boolean isHashable(Object key) {
    return key instanceof String
        || key instanceof SafeText
        || key instanceof BigInteger
        || key instanceof Double
        || key instanceof Boolean
        || key == None.NONE;
  }

  private static Object hashed(Object key) {
    if (!isHashable(key)) {
      throw new TemplateFault(
          "a key is a text, a number, True, False or None, and no " + PyType.name(key));
    }
    if (key instanceof SafeText safe) {
      return safe.text();
    }
    if (key instanceof Double number && number == Math.rint(number) && !Double.isInfinite(number)) {
      return Numbers.whole(number);
    }
    return key instanceof Boolean truth ? Numbers.of(truth) : key;
  }
}
