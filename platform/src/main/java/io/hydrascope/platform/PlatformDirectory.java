package io.hydrascope.platform;

import io.hydrascope.embedded.DirectoryLock;
import io.hydrascope.embedded.FlinkAccess;
import io.hydrascope.embedded.FlinkKey;
import io.hydrascope.platform.watch.Finding;
import io.hydrascope.platform.watch.Health;
import io.hydrascope.schemas.text.BadInputException;
import io.hydrascope.schemas.text.OneLine;
import io.hydrascope.storage.ClickHouseEndpoint;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Where the embedded parts of one platform keep their state, and how to reach it while it runs. */
public record PlatformDirectory(Path root) {
  private static final Pattern SEPARATORS = Pattern.compile("[,:|]");

  /**
   * How to reach a running platform; written for scripts as {@code endpoints.json}.
   *
   * @param pid of the process that owns the platform
   * @param pidStartedMillis when that process began, since a system uses a pid again
   * @param flinkKeyStore what Flink wants to see, in PKCS12; null where an earlier version runs
   * @param healthUrl says how the platform is; null where an earlier version runs
   */
  public record Endpoints(
      long pid,
      long pidStartedMillis,
      String kafkaBootstrapServers,
      String flinkRestUrl,
      @Nullable String flinkKeyStore,
      @Nullable String flinkKeyPassword,
      String clickhouseUrl,
      String readerUser,
      String readerPassword,
      String ownerUser,
      String ownerPassword,
      @Nullable String healthUrl) {

    /** Reads the tables and nothing else. */
    public ClickHouseEndpoint reader() {
      return new ClickHouseEndpoint(
          clickhouseUrl, readerUser, readerPassword, ClickHouseEndpoint.DATABASE);
    }

    /** May run jobs. */
    public FlinkAccess flink() {
      URI restUrl = URI.create(flinkRestUrl);
      return flinkKeyStore == null || flinkKeyPassword == null
          ? FlinkAccess.of(restUrl)
          : new FlinkAccess(
              restUrl, Optional.of(FlinkKey.read(Path.of(flinkKeyStore), flinkKeyPassword)));
    }

    /** What may stand on a screen or in a log. */
    public Addresses addresses() {
      return new Addresses(
          kafkaBootstrapServers, flinkRestUrl, clickhouseUrl, readerUser, healthUrl);
    }

    /** What its watcher finds; empty where it has none. */
    public List<Finding> health() {
      return healthUrl == null ? List.of() : Health.ask(URI.create(healthUrl));
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

  /**
   * {@link Endpoints} without the passwords.
   *
   * @param readerUser null where nobody should be given its login
   */
  public record Addresses(
      String kafkaBootstrapServers,
      String flinkRestUrl,
      String clickhouseUrl,
      @Nullable String readerUser,
      @Nullable String healthUrl) {

    Addresses withoutReader() {
      return new Addresses(kafkaBootstrapServers, flinkRestUrl, clickhouseUrl, null, healthUrl);
    }
  }

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
      boolean isNew = !Files.exists(root);
      Path created = Files.createDirectories(root);
      if (isNew || Files.exists(accessFile(root))) {
        Files.setPosixFilePermissions(created, PosixFilePermissions.fromString("rwx------"));
      }
      return new PlatformDirectory(created);
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
    Endpoints endpoints =
        new PrivateJson(endpointsFile())
            .read(
                Endpoints.class, "end the platform of this directory, and start it again with up");
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
    new PrivateJson(endpointsFile()).write(endpoints);
  }

  /**
   * Says that this process uses the directory, until closed.
   *
   * @throws BadInputException if another one does
   */
  DirectoryLock lock() throws IOException {
    Optional<DirectoryLock> lock = DirectoryLock.tryAcquire(root);
    if (lock.isEmpty()) {
      String user = running().map(other -> " by process " + other.pid()).orElse("");
      throw new BadInputException(
          "--data %s is in use%s; end that platform, or choose another directory"
              .formatted(root, user));
    }
    return lock.get();
  }

  /** The addresses and passwords of the start before; new ones where there was none. */
  PlatformAccess access() throws IOException {
    return Files.exists(accessFile(root))
        ? new PrivateJson(accessFile(root))
            .read(
                PlatformAccess.class,
                "delete it; the next start makes new passwords and ports, which agents of this machine find by themselves")
        : PlatformAccess.fresh();
  }

  void write(PlatformAccess access) throws IOException {
    new PrivateJson(accessFile(root)).write(access);
  }

  private static Path accessFile(Path root) {
    return root.resolve("access.json");
  }

  public void forgetEndpoints() throws IOException {
    Files.deleteIfExists(endpointsFile());
  }

  /** What the jobs of this platform were last started with. */
  public JobSettings jobSettings() throws IOException {
    return Files.exists(settingsFile())
        ? new PrivateJson(settingsFile())
            .read(
                JobSettings.class,
                "delete it, and start the platform again with the options of its jobs")
        : JobSettings.DEFAULTS;
  }

  /** So that whoever stops a job and lets it go on tells it the same. */
  void write(JobSettings settings) throws IOException {
    new PrivateJson(settingsFile()).write(settings);
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
