package io.hydrascope.agent.adapter;

import io.hydrascope.agent.checkpoint.AdapterFolder;
import io.hydrascope.agent.checkpoint.BadCheckpointException;
import io.hydrascope.agent.checkpoint.Checkpoint;
import io.hydrascope.agent.checkpoint.Config;
import io.hydrascope.agent.checkpoint.ContentDigest;
import io.hydrascope.agent.checkpoint.HubCache;
import io.hydrascope.agent.checkpoint.MergedTensors;
import io.hydrascope.agent.checkpoint.Weights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The folders that make up one model: a base, and adapters that are merged into it in order.
 *
 * @param given what a person gave as the model: the base, or the last adapter
 * @param notes how the base was found, where nobody gave it
 */
public record ModelFolders(Path given, Path base, List<Path> adapters, List<String> notes) {
  public ModelFolders {
    adapters = List.copyOf(adapters);
    notes = List.copyOf(notes);
  }

  /** A model's folder, or an adapter's with a base that can be found. */
  public static ModelFolders of(Path given) {
    return of(given, Optional.empty(), List.of());
  }

  /**
   * @param given a model's folder or an adapter's
   * @param base of the adapter; without it the one that the adapter names is looked for
   * @param more adapters to merge after that
   * @throws BadCheckpointException if no base is found, saying where it was looked for
   */
  public static ModelFolders of(Path given, Optional<Path> base, List<Path> more) {
    for (Path adapter : more) {
      if (!AdapterFolder.is(adapter)) {
        throw new BadCheckpointException(
            "--adapter %s holds no adapter: give a folder with adapter_config.json and"
                    .formatted(adapter)
                + " adapter_model.safetensors");
      }
    }
    if (!AdapterFolder.is(given)) {
      return new ModelFolders(given, given, more, List.of());
    }
    List<Path> adapters = new ArrayList<>(List.of(given));
    adapters.addAll(more);
    if (base.isPresent()) {
      return new ModelFolders(given, base.get(), adapters, List.of());
    }
    Path found = findBase(given);
    return new ModelFolders(given, found, adapters, List.of("the adapter is merged into " + found));
  }

  /** The path in its config, a folder of that name beside it, the hub's cache. */
  private static Path findBase(Path adapter) {
    try {
      String name = AdapterFolder.config(adapter).text("base_model_name_or_path").orElse("");
      List<Path> places = new ArrayList<>();
      if (!name.isBlank()) {
        Path named = Path.of(name);
        Path parent = adapter.toAbsolutePath().normalize().getParent();
        places.add(named.toAbsolutePath().normalize());
        if (parent != null && named.getFileName() != null) {
          places.add(parent.resolve(named.getFileName().toString()));
        }
        HubCache.find(name, System.getenv()).ifPresent(places::add);
      }
      return places.stream()
          .filter(place -> Files.isRegularFile(place.resolve("config.json")))
          .findFirst()
          .orElseThrow(() -> noBase(adapter, name, places));
    } catch (IOException | InvalidPathException e) {
      throw new BadCheckpointException(adapter + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static BadCheckpointException noBase(Path adapter, String name, List<Path> places) {
    return new BadCheckpointException(
        "%s is an adapter of %s, which is not in %s: give the base with --base-model DIR"
            .formatted(
                adapter,
                name.isBlank() ? "an unnamed base" : AdapterFolder.shown(name),
                places.isEmpty() ? "any place known" : places));
  }

  /** Where the tokenizer lies: the last adapter's, if it has one, otherwise the base's. */
  public Path tokenizer() {
    for (int i = adapters.size() - 1; i >= 0; i--) {
      if (Files.exists(adapters.get(i).resolve("tokenizer.json"))) {
        return adapters.get(i);
      }
    }
    return base;
  }

  /**
   * @param check refuses a config by an exception before any weight is looked at
   * @throws BadCheckpointException if the folders hold no model
   */
  public Checkpoint open(Consumer<Config> check) {
    Checkpoint opened = Checkpoint.open(base, check);
    try {
      for (Path adapter : adapters) {
        opened = merged(opened, adapter);
      }
      return opened;
    } catch (IOException e) {
      opened.close();
      throw new BadCheckpointException("the adapter cannot be merged: " + e, e);
    } catch (RuntimeException e) {
      opened.close();
      throw e;
    }
  }

  private Checkpoint merged(Checkpoint opened, Path folder) throws IOException {
    AdapterConfig adapter = AdapterConfig.of(AdapterFolder.config(folder));
    Path file = AdapterFolder.weights(folder);
    MergedTensors merged = opened.weights().mergedOrNew();
    try (Weights own = Weights.open(file)) {
      AdapterMerge.Merged model =
          new AdapterMerge(opened.config(), opened.weights(), adapter, own, merged).merge();
      String contentSha256 =
          new ContentDigest()
              .add("base", opened.contentSha256())
              .add(AdapterFolder.CONFIG, folder.resolve(AdapterFolder.CONFIG))
              .add(AdapterFolder.WEIGHTS, file)
              .finished();
      return opened.adapted(model.config(), model.weights(), contentSha256, notes);
    } catch (IOException | RuntimeException e) {
      merged.close();
      throw e;
    }
  }
}
