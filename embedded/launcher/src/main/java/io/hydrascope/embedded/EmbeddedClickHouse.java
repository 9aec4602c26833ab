package io.hydrascope.embedded;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A ClickHouse server on 127.0.0.1, HTTP only. */
public final class EmbeddedClickHouse implements EmbeddedPart {
  private static final String MAIN = "io.hydrascope.embedded.clickhouse.ClickHouseServer";
  private static final String CONFINEMENT = "confinement";
  private static final String NONE = "none ";
  private static final Duration READY_LIMIT = Duration.ofSeconds(60);

  private final DataDirectory directory;
  private final ChildCommand command;
  private final URI httpUrl;
  private final ClickHouseLogins logins;
  private volatile ChildProcess server; // set under the lock

  private EmbeddedClickHouse(
      DataDirectory directory, ChildCommand command, URI httpUrl, ClickHouseLogins logins) {
    this.directory = directory;
    this.command = command;
    this.httpUrl = httpUrl;
    this.logins = logins;
    this.server = directory.start(command);
  }

  /**
   * Where the engine's library lies.
   *
   * @throws EmbeddedException if it is missing, saying how to fetch it
   */
  public static Path engine() {
    return ClickHouseEngine.locate();
  }

  /** Returns when the server answers. */
  public static EmbeddedClickHouse start(ClickHouseSettings settings) {
    return PortRace.startedAgain(() -> startOnce(settings));
  }

  private static EmbeddedClickHouse startOnce(ClickHouseSettings settings) {
    Memory.requireAvailable("clickhouse", settings.processMegabytes());
    Path engine = ClickHouseEngine.locate();
    Opened opened = new Opened();
    try {
      DataDirectory directory = DataDirectory.open(Part.CLICKHOUSE, settings.dataDirectory());
      opened.add(directory::close);
      int port = LocalPort.resolve(Part.CLICKHOUSE, settings.httpPort());
      ClickHouseLogins logins = settings.logins().orElseGet(ClickHouseLogins::random);
      Path config = new ClickHouseFiles(directory, port, settings).write(logins);
      PrivateFile.write(
          directory.subdirectory("users.d").resolve("hydrascope.xml"), settings.usersXml());
      URI httpUrl = URI.create("http://%s:%d".formatted(LocalPort.HOST, port));
      EmbeddedClickHouse clickHouse =
          new EmbeddedClickHouse(
              directory, command(directory, engine, config, port, settings), httpUrl, logins);
      opened.add(clickHouse::stopServer);
      clickHouse.awaitReady();
      return clickHouse;
    } catch (RuntimeException e) {
      opened.closeAfter(e);
      throw e;
    }
  }

  private void awaitReady() {
    URI ping = httpUrl.resolve("/ping");
    server.awaitReady(() -> HttpProbe.get(ping).isPresent(), READY_LIMIT);
  }

  private static ChildCommand command(
      DataDirectory directory, Path engine, Path config, int port, ClickHouseSettings settings) {
    // The engine's memory is its own; the JVM only carries it.
    List<String> options = List.of("-Xmx64m", "-XX:TieredStopAtLevel=1");
    List<String> arguments =
        new ArrayList<>(
            List.of(
                engine.toString(),
                config.toString(),
                Integer.toString(port),
                directory.resolve(CONFINEMENT).toString()));
    arguments.add("r:" + config);
    arguments.add("r:" + directory.resolve("users.xml"));
    arguments.add("r:" + directory.subdirectory("users.d"));
    arguments.add("r:" + engine.getParent());
    arguments.add("w:" + directory.subdirectory("data"));
    arguments.add("w:" + directory.subdirectory("tmp"));
    settings
        .coldDirectory()
        .ifPresent(cold -> arguments.add("w:" + directory.subdirectory(cold.toString())));
    Path log = directory.resolve("clickhouse.log");
    Map<String, String> environment = Map.of("TZ", "UTC");
    return new ChildCommand(
        Part.CLICKHOUSE, "clickhouse", options, MAIN, arguments, environment, log);
  }

  /**
   * Why the engine's process can read every file of its user; empty where the kernel confines it to
   * its own.
   */
  public Optional<String> unconfined() {
    return unconfined(directory.path());
  }

  /**
   * The same of the server that runs on a data directory.
   *
   * @throws EmbeddedException if none has run there
   */
  public static Optional<String> unconfined(Path dataDirectory) {
    Path note = dataDirectory.resolve(CONFINEMENT);
    try {
      String text = Files.readString(note).strip();
      return text.startsWith(NONE) ? Optional.of(text.substring(NONE.length())) : Optional.empty();
    } catch (IOException e) {
      throw new EmbeddedException("%s cannot be read (%s)".formatted(note, e), e);
    }
  }

  /** {@code http://127.0.0.1:port}, without a path. */
  public URI httpUrl() {
    return httpUrl;
  }

  /** The user with all rights. */
  public Login owner() {
    return logins.owner();
  }

  /** The user that may read the database {@code hydrascope} and change nothing. */
  public Login reader() {
    return logins.reader();
  }

  @Override
  public List<Long> pids() {
    ChildProcess server = this.server;
    return server.isAlive() ? List.of(server.handle().pid()) : List.of();
  }

  public Path log() {
    return server.log();
  }

  /** SIGKILL, for failure tests; {@link #close} or {@link #restart} is still to be called. */
  public synchronized void kill() {
    server.kill();
  }

  /** After its end, at the same address and with the same logins; returns when it answers. */
  public synchronized void restart() {
    if (server.isAlive()) {
      throw new IllegalStateException("clickhouse runs already");
    }
    server = directory.start(command);
    awaitReady();
  }

  /** For whoever watches over it. */
  public PartProcess process() {
    return new WatchedChild(Part.CLICKHOUSE.toString(), () -> server, this::restart);
  }

  private synchronized void stopServer() {
    server.close();
  }

  @Override
  public void close() {
    try {
      stopServer();
    } finally {
      directory.close();
    }
  }
}
