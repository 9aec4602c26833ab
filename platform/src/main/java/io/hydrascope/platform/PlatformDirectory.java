package io.hydrascope.platform;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.hydrascope.schemas.text.BadInputException;
import io.hydrascope.schemas.text.OneLine;
import io.hydrascope.storage.ClickHouseEndpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;

/** Where the embedded parts of one platform keep their state, and how to reach it while it runs. */
public record PlatformDirectory(Path root) {
  private static final Pattern SEPARATORS = Pattern.compile("[,:|]");
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /**
   * How to reach a running platform; written for scripts as {@code endpoints.json}.
   *
   * @param pid of the process that owns the platform
   * @param pidStartedMillis when that process began, since a system uses a pid again
   */
  public record Endpoints(
      long pid,
      long pidStartedMillis,
      String kafkaBootstrapServers,
      String flinkRestUrl,
      String clickhouseUrl,
      String readerUser,
      String readerPassword,
      String ownerUser,
      String ownerPassword) {

    /** Reads the tables and nothing else. */
    public ClickHouseEndpoint reader() {
      return new ClickHouseEndpoint(
          clickhouseUrl, readerUser, readerPassword, ClickHouseEndpoint.DATABASE);
    }

    /** What may stand on a screen or in a log. */
    public Addresses addresses() {
      return new Addresses(kafkaBootstrapServers, flinkRestUrl, clickhouseUrl, readerUser);
    }

    /** Full access to the tables, for an agent. */
    public ClickHouseEndpoint owner() {
      return new ClickHouseEndpoint(
          clickhouseUrl, ownerUser, ownerPassword, ClickHouseEndpoint.DATABASE);
    }

    @Override
    public String toString() {
      return addresses().toString();
    }
  }

  /** {@link Endpoints} without the passwords. */
  public record Addresses(
      String kafkaBootstrapServers, String flinkRestUrl, String clickhouseUrl, String readerUser) {}

  /**
   * @throws BadInputException if it cannot be created, or Flink would take its name for several
   */
  static PlatformDirectory create(Path root) {
    if (SEPARATORS.matcher(root.toString()).find()) {
      throw new BadInputException(
          "--data %s has a comma, colon or bar, which part the names in a list of Flink's folders; choose another directory"
              .formatted(root));
    }
    try {
      return new PlatformDirectory(Files.createDirectories(root));
    } catch (IOException e) {
      throw new BadInputException(
          "--data %s cannot be created (%s); choose another directory"
              .formatted(root, OneLine.of(e)));
    }
  }

  /** The running platform of this directory, if there is one. */
  public Optional<Endpoints> running() throws IOException {
    if (!Files.exists(endpointsFile())) {
      return Optional.empty();
    }
    Endpoints endpoints = JSON.readValue(endpointsFile().toFile(), Endpoints.class);
    return ProcessHandle.of(endpoints.pid())
        .filter(ProcessHandle::isAlive)
        .filter(process -> startedMillis(process) == endpoints.pidStartedMillis())
        .map(process -> endpoints);
  }

  /**
   * @throws BadInputException if none runs
   */
  public Endpoints requireRunning() throws IOException {
    return running()
        .orElseThrow(
            () ->
                new BadInputException(
                    "no platform runs on --data %s; start one with ./hydrascope up, or give --kafka HOST:PORT"
                        .formatted(root)));
  }

  /** The rules and routes of this platform; without the file the default ones hold. */
  public Path alerts() {
    return root.resolve("alerts.yaml");
  }

  /** When a live process started; 0 where the system does not tell. */
  static long startedMillis(ProcessHandle process) {
    return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
  }

  /** Readable by the owner alone: it holds passwords. */
  public void write(Endpoints endpoints) throws IOException {
    Path draft =
        Files.createTempFile(
            root,
            "endpoints",
            ".json",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    JSON.writerWithDefaultPrettyPrinter().writeValue(draft.toFile(), endpoints);
    Files.move(draft, endpointsFile(), StandardCopyOption.ATOMIC_MOVE);
  }

  public void forgetEndpoints() throws IOException {
    Files.deleteIfExists(endpointsFile());
  }

  /** What the jobs of this platform were last started with. */
  public JobSettings jobSettings() throws IOException {
    return Files.exists(settingsFile())
        ? JSON.readValue(settingsFile().toFile(), JobSettings.class)
        : JobSettings.DEFAULTS;
  }

  /** So that whoever stops a job and lets it go on tells it the same. */
  void write(JobSettings settings) throws IOException {
    JSON.writerWithDefaultPrettyPrinter().writeValue(settingsFile().toFile(), settings);
  }

  private Path settingsFile() {
    return root.resolve("job-settings.json");
  }

  /** Which Flink job ids this directory's jobs ran under, for resuming from their checkpoints. */
  Path jobsFile() {
    return root.resolve("jobs.json");
  }

  /** Says that somebody has stopped the job for a while. */
  Path holdFile(String job) {
    return root.resolve(job.replace(' ', '-') + ".held");
  }

  /** State of the embedded ClickHouse; {@code PlatformSettings.in} puts it there. */
  Path clickHouse() {
    return root.resolve("clickhouse");
  }

  /** State of the embedded Flink; {@code PlatformSettings.in} puts it there. */
  Path flink() {
    return root.resolve("flink");
  }

  private Path endpointsFile() {
    return root.resolve("endpoints.json");
  }
}
