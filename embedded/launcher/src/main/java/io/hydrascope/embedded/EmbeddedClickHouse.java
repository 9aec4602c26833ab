package io.hydrascope.embedded;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A ClickHouse server on 127.0.0.1, HTTP only. */
public final class EmbeddedClickHouse implements EmbeddedPart {
  private static final String MAIN = "io.hydrascope.embedded.clickhouse.ClickHouseServer";
  private static final Duration READY_LIMIT = Duration.ofSeconds(60);

  private final Opened opened;
  private final ChildProcess server;
  private final URI httpUrl;
  private final ClickHouseLogins logins;

  private EmbeddedClickHouse(
      Opened opened, ChildProcess server, URI httpUrl, ClickHouseLogins logins) {
    this.opened = opened;
    this.server = server;
    this.httpUrl = httpUrl;
    this.logins = logins;
  }

  /** Returns when the server answers. */
  public static EmbeddedClickHouse start(ClickHouseSettings settings) {
    Memory.requireAvailable("clickhouse", settings.memoryMegabytes());
    Path engine = ClickHouseEngine.locate();
    Opened opened = new Opened();
    try {
      DataDirectory directory = DataDirectory.open(Part.CLICKHOUSE, settings.dataDirectory());
      opened.add(directory::close);
      int port = LocalPort.resolve(Part.CLICKHOUSE, settings.httpPort());
      ClickHouseLogins logins = ClickHouseLogins.random();
      Path config = new ClickHouseFiles(directory, port, settings).write(logins);
      PrivateFile.write(
          directory.subdirectory("users.d").resolve("hydrascope.xml"), settings.usersXml());
      ChildProcess server = directory.start(command(directory, engine, config));
      opened.add(server::close);
      URI httpUrl = URI.create("http://%s:%d".formatted(LocalPort.HOST, port));
      URI ping = httpUrl.resolve("/ping");
      server.awaitReady(() -> HttpProbe.get(ping).isPresent(), READY_LIMIT);
      return new EmbeddedClickHouse(opened, server, httpUrl, logins);
    } catch (RuntimeException e) {
      opened.closeAfter(e);
      throw e;
    }
  }

  private static ChildCommand command(DataDirectory directory, Path engine, Path config) {
    // The engine's memory is its own; the JVM only carries it.
    List<String> options = List.of("-Xmx64m", "-XX:TieredStopAtLevel=1");
    List<String> arguments = List.of(engine.toString(), config.toString());
    Path log = directory.resolve("clickhouse.log");
    Map<String, String> environment = Map.of("TZ", "UTC");
    return new ChildCommand(
        Part.CLICKHOUSE, "clickhouse", options, MAIN, arguments, environment, log);
  }

  /** {@code http://127.0.0.1:port}, without a path. */
  public URI httpUrl() {
    return httpUrl;
  }

  /** For the unmodified JDBC driver. */
  public String jdbcUrl() {
    return "jdbc:clickhouse:" + httpUrl;
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
    return server.isAlive() ? List.of(server.handle().pid()) : List.of();
  }

  public Path log() {
    return server.log();
  }

  /** SIGKILL, for failure tests; {@link #close} is still to be called. */
  public void kill() {
    server.kill();
  }

  @Override
  public void close() {
    opened.close();
  }
}
