package io.hydrascope.agent.chat;

import java.math.BigInteger;
import java.util.List;

/** What Python takes for true. */
final class Truth {
  private Truth() {}

  static boolean of(Object value) {
    if (value instanceof Boolean truth) {
      return truth;
    }
    if (value instanceof String text) {
      return !text.isEmpty();
    }
    if (value instanceof BigInteger number) {
      return number.signum() != 0;
    }
    if (value instanceof Double number) {
      return number != 0;
    }
    return value != None.NONE && !(value instanceof Undefined) && !isEmpty(value);
  }

  private static boolean isEmpty(Object value) {
    if (value instanceof List<?> list) {
      return list.isEmpty();
    }
    if (value instanceof Dict dict) {
      return dict.size() == 0;
    }
    if (value instanceof Tuple tuple) {
      return tuple.items().isEmpty();
    }
    if (value instanceof View view) {
      return view.items().isEmpty();
    }
    return value instanceof SafeText safe && safe.text().isEmpty();
  }
}
