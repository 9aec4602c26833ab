package io.hydrascope.platform;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.hydrascope.embedded.FlinkAddress;
import io.hydrascope.jobs.streams.Job;
import io.hydrascope.schemas.text.BadInputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Under which ids each job ran, so that the next start resumes from its newest checkpoint: a job
 * that began anew would read the topic again and count everything twice. A run that was killed
 * before its first checkpoint has none; the run before it counts then. A run that was stopped has a
 * savepoint beside its checkpoints.
 *
 * <p>Beside it lies {@code state-layout}, the {@link Job#STATE_LAYOUT} of the newest run; without
 * it, checkpoints are of layout 1.
 *
 * @param file {@code {"job name": ["first id", …, "last id"]}}
 * @param checkpoints Flink's checkpoint directory: {@code <job id>/chk-<number>/_metadata}, {@code
 *     <job id>/savepoint-<id>/_metadata}
 */
record JobRecords(Path file, Path checkpoints) {
  /** Several jobs of one platform may be submitted at a time. */
  private static final Object WRITING = new Object();

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int FIRST_LAYOUT = 1;
  private static final List<String> PREFIXES = List.of("chk-", "savepoint-");

  /**
   * The newest complete checkpoint of the job, as a URI that Flink can restore from.
   *
   * @throws BadInputException if there is one that this program cannot read
   */
  Optional<String> newestCheckpoint(String job) throws IOException {
    Optional<String> newest = newestOfAll(job);
    int layout = layout();
    if (newest.isPresent() && layout != Job.STATE_LAYOUT) {
      throw new BadInputException(
          "state of the job '%s' below %s has layout=%d, this program reads %d: go on with the program that wrote it, or start on another data directory"
              .formatted(job, file.toAbsolutePath().getParent(), layout, Job.STATE_LAYOUT));
    }
    return newest;
  }

  private int layout() throws IOException {
    return Files.exists(layoutFile())
        ? Integer.parseInt(Files.readString(layoutFile()).strip())
        : FIRST_LAYOUT;
  }

  private Path layoutFile() {
    return file.resolveSibling("state-layout");
  }

  private Optional<String> newestOfAll(String job) throws IOException {
    List<String> ids = read().getOrDefault(job, List.of());
    for (int run = ids.size() - 1; run >= 0; run--) {
      Optional<String> newest = newestOfRun(ids.get(run));
      if (newest.isPresent()) {
        return newest;
      }
    }
    return Optional.empty();
  }

  private Optional<String> newestOfRun(String id) throws IOException {
    if (!Files.isDirectory(checkpoints.resolve(id))) {
      return Optional.empty();
    }
    try (Stream<Path> folders = Files.list(checkpoints.resolve(id))) {
      return folders
          .filter(folder -> PREFIXES.stream().anyMatch(folder.getFileName().toString()::startsWith))
          .filter(folder -> Files.exists(folder.resolve("_metadata")))
          .max(Comparator.comparing(JobRecords::completed).thenComparing(JobRecords::number))
          .map(FlinkAddress::of);
    }
  }

  /** Before the job is submitted: one that ran under an id that nobody knows would begin anew. */
  void remember(String job, String id) throws IOException {
    synchronized (WRITING) {
      Map<String, List<String>> runs = read();
      Files.writeString(layoutFile(), Job.STATE_LAYOUT + "\n");
      runs.computeIfAbsent(job, name -> new ArrayList<>()).add(id);
      Path draft = file.resolveSibling(file.getFileName() + ".draft");
      JSON.writerWithDefaultPrettyPrinter().writeValue(draft.toFile(), runs);
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  private Map<String, List<String>> read() throws IOException {
    return Files.exists(file)
        ? JSON.readValue(file.toFile(), new TypeReference<TreeMap<String, List<String>>>() {})
        : new TreeMap<>();
  }

  private static FileTime completed(Path folder) {
    try {
      return Files.getLastModifiedTime(folder.resolve("_metadata"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The number of a checkpoint; of two that were completed in one moment the later counts. */
  private static long number(Path folder) {
    String name = folder.getFileName().toString();
    return name.startsWith(PREFIXES.get(0))
        ? Long.parseLong(name.substring(PREFIXES.get(0).length()))
        : Long.MAX_VALUE;
  }
}
