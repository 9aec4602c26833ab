package io.hydrascope.platform;

import com.fasterxml.jackson.core.type.TypeReference;
import io.hydrascope.embedded.FlinkAddress;
import io.hydrascope.jobs.streams.Job;
import io.hydrascope.schemas.text.BadInputException;
import io.hydrascope.schemas.text.OneLine;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.flink.runtime.checkpoint.Checkpoints;

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

  private static final int FIRST_LAYOUT = 1;
  private static final List<String> PREFIXES = List.of("chk-", "savepoint-");

  /**
   * The newest complete checkpoint of the job, as a URI that Flink can restore from.
   *
   * @throws BadInputException if there is one that this program cannot read, or that is damaged
   */
  Optional<String> newestCheckpoint(String job) throws IOException {
    Optional<Path> newest = newestOfAll(job);
    int layout = layout();
    if (newest.isPresent() && layout != Job.STATE_LAYOUT) {
      throw new BadInputException(
          "state of the job '%s' below %s has layout=%d, this program reads %d: go on with the program that wrote it, or start on another data directory"
              .formatted(job, file.toAbsolutePath().getParent(), layout, Job.STATE_LAYOUT));
    }
    if (newest.isPresent()) {
      requireReadable(job, newest.get());
    }
    return newest.map(FlinkAddress::of);
  }

  /**
   * An older checkpoint is no way out: blocks that were inserted since would be cut anew, and their
   * rows come twice.
   */
  private void requireReadable(String job, Path checkpoint) throws IOException {
    Path metadata = checkpoint.resolve("_metadata");
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(metadata)))) {
      Checkpoints.loadCheckpointMetadata(
          in, JobRecords.class.getClassLoader(), checkpoint.toString());
    } catch (IOException | RuntimeException e) {
      throw new BadInputException(
          "%s of the job '%s' is damaged, %,d bytes (%s): take it from a copy, or take the job's ids out of %s so that it reads its topics from their beginning, and put the tables right with ./hydrascope replay"
              .formatted(metadata, job, Files.size(metadata), OneLine.of(e), file));
    }
  }

  private int layout() throws IOException {
    return Files.exists(layoutFile())
        ? Integer.parseInt(Files.readString(layoutFile()).strip())
        : FIRST_LAYOUT;
  }

  private Path layoutFile() {
    return file.resolveSibling("state-layout");
  }

  private Optional<Path> newestOfAll(String job) throws IOException {
    List<String> ids = read().getOrDefault(job, List.of());
    for (int run = ids.size() - 1; run >= 0; run--) {
      Optional<Path> newest = newestOfRun(ids.get(run));
      if (newest.isPresent()) {
        return newest;
      }
    }
    return Optional.empty();
  }

  private Optional<Path> newestOfRun(String id) throws IOException {
    if (!Files.isDirectory(checkpoints.resolve(id))) {
      return Optional.empty();
    }
    try (Stream<Path> folders = Files.list(checkpoints.resolve(id))) {
      return folders
          .filter(folder -> PREFIXES.stream().anyMatch(folder.getFileName().toString()::startsWith))
          .filter(folder -> Files.exists(folder.resolve("_metadata")))
          .max(Comparator.comparing(JobRecords::completed).thenComparing(JobRecords::number));
    }
  }

  /** Before the job is submitted: one that ran under an id that nobody knows would begin anew. */
  void remember(String job, String id) throws IOException {
    synchronized (WRITING) {
      Map<String, List<String>> runs = read();
      Files.writeString(layoutFile(), Job.STATE_LAYOUT + "\n");
      runs.computeIfAbsent(job, name -> new ArrayList<>()).add(id);
      new PrivateJson(file).write(runs);
    }
  }

  private Map<String, List<String>> read() throws IOException {
    return Files.exists(file)
        ? new PrivateJson(file)
            .read(
                new TypeReference<TreeMap<String, List<String>>>() {},
                "it says from which checkpoints the jobs go on; take it from a copy, or start on another data directory")
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
