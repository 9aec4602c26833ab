package io.hydrascope.agent.checkpoint;

import java.nio.file.Path;

/** Commands that a person can run to turn what was given into a folder that can be read. */
final class WayOut {
  private static final String SAFE = "[A-Za-z0-9._/+=@-]{1,300}";

  private WayOut() {}

  /** A path as a word of a shell's command; a placeholder for one that a shell would take apart. */
  static String word(Path path) {
    String text = path.toString();
    return text.matches(SAFE) && !text.startsWith("-") ? text : "FOLDER";
  }

  /**
   * Loads with transformers and saves as safetensors.
   *
   * @param arguments of {@code from_pretrained}, after the folder
   * @param calls between loading and saving
   */
  static String resaved(Path folder, String arguments, String calls) {
    return "python -c \"from transformers import AutoModelForCausalLM as M;"
        + " M.from_pretrained('%s'%s)%s.save_pretrained('OUT')\""
            .formatted(word(folder), arguments, calls);
  }
}
