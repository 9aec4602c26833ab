package io.hydrascope.agent.chat;

import java.util.List;

/**
 * Items that Python shows by another name than a list's: a range, or the keys of a dict.
 *
 * @param type such as {@code dict_keys}
 * @param text how it prints
 */
record View(String type, List<Object> items, String text) {
  static final String RANGE = "range";
}
