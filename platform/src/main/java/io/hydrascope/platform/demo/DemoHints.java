package io.hydrascope.platform.demo;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a reader of a demo's end can type next, with the options that the demo was given.
 *
 * @param data as it was given; the default one is not repeated
 * @param ownModel whether {@code --model} was given: questions then name the model
 */
public record DemoHints(Path data, boolean ownModel) {
  private static final Path DEFAULT_DATA = Path.of(".hydrascope");

  /** A command that asks the tables. */
  String question(String model) {
    String which = ownModel ? " WHERE model = '%s'".formatted(model.replace("'", "\\'")) : "";
    return "./hydrascope sql%s \"SELECT * FROM fragile_components%s LIMIT 10\""
        .formatted(dataOption(), which);
  }

  /**
   * @param prompts that were asked
   * @param chosen that were to be asked
   * @param offered that the file holds
   * @return lines on what was left out, and how to ask it
   */
  static List<String> leftOut(long prompts, int chosen, int offered) {
    List<String> lines = new ArrayList<>();
    if (prompts < chosen) {
      lines.add(
          "%,d of %,d prompts fit into the time; --for asks longer".formatted(prompts, chosen));
    }
    if (chosen < offered) {
      lines.add("%,d of %,d; all with --limit %d".formatted(chosen, offered, offered));
    }
    return lines;
  }

  private String dataOption() {
    if (data.equals(DEFAULT_DATA)) {
      return "";
    }
    String text = data.toString();
    return " --data " + (text.contains(" ") ? "'" + text + "'" : text);
  }
}
