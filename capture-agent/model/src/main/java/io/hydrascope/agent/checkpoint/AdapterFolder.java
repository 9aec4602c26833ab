package io.hydrascope.agent.checkpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A folder as PEFT saves it: what a fine-tune adds to a model, without the model. */
public final class AdapterFolder {
  public static final String CONFIG = "adapter_config.json";
  public static final String WEIGHTS = "adapter_model.safetensors";

  private static final int MAX_BYTES = 1 << 20;
  private static final int SHOWN = 100;

  private AdapterFolder() {}

  /** Whether a folder holds an adapter and no model. */
  public static boolean is(Path folder) {
    return Files.isRegularFile(folder.resolve(CONFIG))
        && !Files.exists(folder.resolve("model.safetensors"))
        && !Files.exists(folder.resolve(ShardIndex.NAME));
  }

  /** Its config; {@link BadCheckpointException} if that cannot be read. */
  public static Config config(Path folder) throws IOException {
    return Config.parse(CONFIG, RealFile.read(folder.resolve(CONFIG), MAX_BYTES));
  }

  /** The real file of its weights. */
  public static Path weights(Path folder) throws IOException {
    Path file = folder.resolve(WEIGHTS);
    if (Files.isRegularFile(file)) {
      LfsPointer.refuse(folder, WEIGHTS);
      return file.toRealPath();
    }
    throw new BadCheckpointException(
        "%s has no file %s: %s"
            .formatted(
                folder,
                WEIGHTS,
                Files.exists(folder.resolve("adapter_model.bin"))
                    ? "adapter_model.bin is pickled, a pickle can hold programs and is not read; save"
                        + " the adapter again with PEFT's save_pretrained"
                    : "download the adapter again"));
  }

  /** What it is, and how it becomes a model. */
  static String of(Path folder) throws IOException {
    return "it is %s; merge it into its base with %s".formatted(name(folder), merged(folder));
  }

  /**
   * @throws BadCheckpointException if an adapter lies beside the weights, which transformers would
   *     add to them
   */
  static void refuseBesideWeights(Path folder) throws IOException {
    if (Files.isRegularFile(folder.resolve(CONFIG))) {
      throw new BadCheckpointException(
          "%s holds a whole model and beside it %s, which transformers adds to the model: merge it"
                  .formatted(folder, name(folder))
              + " with %s, or move %s away to measure the model without it"
                  .formatted(merged(folder), CONFIG));
    }
  }

  private static String name(Path folder) throws IOException {
    Config config = config(folder);
    return "a PEFT adapter (%s) of %s"
        .formatted(
            shown(config.text("peft_type").orElse("of unknown type")),
            shown(config.text("base_model_name_or_path").orElse("an unnamed base")));
  }

  private static String merged(Path folder) {
    return "python -c \"from peft import AutoPeftModelForCausalLM as M; M.from_pretrained('%s')"
            .formatted(WayOut.word(folder))
        + ".merge_and_unload().save_pretrained('OUT')\"";
  }

  /** Text of the folder in a line for people. */
  public static String shown(String text) {
    String line = text.replaceAll("\\p{Cntrl}", "?");
    return line.length() <= SHOWN ? line : line.substring(0, SHOWN) + "…";
  }
}
