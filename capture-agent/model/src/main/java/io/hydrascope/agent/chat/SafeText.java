package io.hydrascope.agent.chat;

/** A text that the filters {@code safe} or {@code escape} gave back: what is added is escaped. */
record SafeText(String text) {
  static SafeText escaped(String text) {
    return new SafeText(
        text.replace("&", "&amp;")
            .replace(">", "&gt;")
            .replace("<", "&lt;")
            .replace("'", "&#39;")
            .replace("\"", "&#34;"));
  }
}
