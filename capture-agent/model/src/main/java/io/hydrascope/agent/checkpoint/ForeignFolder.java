package io.hydrascope.agent.checkpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Says what a folder is that has no config or no weights to read, and which command leads out. */
final class ForeignFolder {
  private static final int MOST_NAMES = 10_000;

  /** In this order: a folder may hold several of them. */
  private static final List<Kind> KINDS =
      List.of(
          new Kind(
              AdapterFolder.CONFIG.replace(".", "\\."), (folder, file) -> AdapterFolder.of(folder)),
          new Kind(
              ".+\\.gguf",
              (folder, file) ->
                  "%s is in GGUF, which is not read; write safetensors with %s"
                      .formatted(
                          file,
                          WayOut.resaved(
                              folder,
                              ", gguf_file='%s'".formatted(WayOut.word(Path.of(file))),
                              ""))),
          new Kind(
              "model-\\d+-of-\\d+\\.safetensors",
              (folder, file) ->
                  "%s is one of several files and %s, which lists them, is missing: download it"
                      .formatted(file, ShardIndex.NAME)),
          new Kind(
              "consolidated.*|params\\.json",
              (folder, file) ->
                  "%s is the publisher's own layout; take the repository's model*.safetensors and"
                          .formatted(file)
                      + " config.json, or convert it with transformers' convert_*_weights_to_hf.py"),
          new Kind(
              "pytorch_model.*\\.bin|.+\\.(bin|pt|pth|ckpt|pkl)|pytorch_model\\.bin\\.index\\.json",
              (folder, file) ->
                  "%s is pickled: a pickle can hold programs and is not read; save the model with"
                          .formatted(file)
                      + " transformers' save_pretrained, which writes safetensors: "
                      + WayOut.resaved(folder, "", "")),
          new Kind(
              "zero_to_fp32\\.py|global_step\\d+",
              (folder, file) ->
                  "%s belongs to a DeepSpeed checkpoint, whose weights lie in parts; join them with"
                          .formatted(file)
                      + " python zero_to_fp32.py . OUT --safe_serialization"),
          new Kind(
              ".+\\.distcp|.+_sharded_\\d+.*",
              (folder, file) ->
                  file
                      + " is part of a distributed checkpoint; join them with accelerate"
                      + " merge-weights "
                      + WayOut.word(folder)
                      + " OUT"),
          new Kind(
              ".+\\.onnx",
              (folder, file) ->
                  "%s is an ONNX export: give it with --onnx %s"
                      .formatted(file, WayOut.word(folder.resolve(file)))),
          new Kind(
              "tf_model\\.h5|flax_model\\.msgpack",
              (folder, file) ->
                  file
                      + " holds weights of TensorFlow or Flax, which are not read; write"
                      + " safetensors with transformers before 5: "
                      + WayOut.resaved(
                          folder,
                          file.startsWith("tf") ? ", from_tf=True" : ", from_flax=True",
                          "")),
          new Kind(
              "model_index\\.json",
              (folder, file) -> file + " names a pipeline of diffusers: it is no language model"),
          new Kind(
              "snapshots|refs",
              (folder, file) ->
                  "it is a repository in the hub's cache; give its snapshot: "
                      + HubCache.newestSnapshot(folder)
                          .map(snapshot -> "--model " + WayOut.word(snapshot))
                          .orElse("none is there, download it anew")),
          new Kind(
              "checkpoint-\\d+",
              (folder, file) ->
                  "it is a trainer's output; give one of its checkpoints: --model "
                      + WayOut.word(folder.resolve(file))));

  private ForeignFolder() {}

  private record Kind(Pattern file, Words words) {
    Kind(String file, Words words) {
      this(Pattern.compile(file), words);
    }

    Optional<String> find(Path folder, List<String> names) throws IOException {
      for (String name : names) {
        if (file.matcher(name).matches()) {
          return Optional.of(words.of(folder, name));
        }
      }
      return Optional.empty();
    }
  }

  private interface Words {
    String of(Path folder, String file) throws IOException;
  }

  /** The error for a folder that lacks a file without which nothing can be read. */
  static BadCheckpointException without(Path folder, String needed) throws IOException {
    List<String> names = names(folder);
    for (Kind kind : KINDS) {
      Optional<String> what = kind.find(folder, names);
      if (what.isPresent()) {
        return new BadCheckpointException(
            "%s has no file %s: %s".formatted(folder, needed, what.get()));
      }
    }
    return new BadCheckpointException(
        "%s has no file %s: %s".formatted(folder, needed, inside(folder, names)));
  }

  /** A model may lie one folder deeper. */
  private static String inside(Path folder, List<String> names) {
    List<String> models =
        names.stream()
            .filter(name -> Files.isRegularFile(folder.resolve(name).resolve("config.json")))
            .toList();
    return models.isEmpty()
        ? "give a Hugging Face folder with config.json and model.safetensors"
        : "give one of the folders in it: --model "
            + WayOut.word(folder.resolve(models.get(models.size() - 1)));
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .limit(MOST_NAMES)
          .map(file -> String.valueOf(file.getFileName()))
          .sorted()
          .toList();
    }
  }
}
