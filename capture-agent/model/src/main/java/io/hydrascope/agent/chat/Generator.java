package io.hydrascope.agent.chat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** What filters such as {@code map} give back: its items come once, and it has no length. */
final class Generator {
  private final Deque<Object> rest;

  Generator(List<Object> items) {
    rest = new ArrayDeque<>(items);
  }

  List<Object> takeAll() {
    List<Object> all = new ArrayList<>(rest);
    rest.clear();
    return all;
  }

  boolean hasNext() {
    return !rest.isEmpty();
  }

  Object next() {
    return rest.removeFirst();
  }
}
