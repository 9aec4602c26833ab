package io.hydrascope.storage;

import io.hydrascope.embedded.ClickHouseSettings;
import io.hydrascope.embedded.EmbeddedClickHouse;
import io.hydrascope.storage.access.ReaderLimits;
import io.hydrascope.storage.access.ReaderRole;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives each test a database of its own on one embedded server that all tests share. */
public final class TestingClickHouse implements ParameterResolver {
  private static final AtomicInteger DATABASES = new AtomicInteger();

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == TestingDatabase.class;
  }

  @Override
  public TestingDatabase resolveParameter(ParameterContext parameter, ExtensionContext context) {
    Server server =
        context
            .getRoot()
            .getStore(ExtensionContext.Namespace.GLOBAL)
            .getOrComputeIfAbsent(Server.class, type -> Server.start(), Server.class);
    EmbeddedClickHouse clickHouse = server.clickHouse();
    return new TestingDatabase(
        new ClickHouseEndpoint(
            clickHouse.httpUrl().toString(),
            clickHouse.owner().user(),
            clickHouse.owner().password(),
            "test_" + DATABASES.incrementAndGet()),
        new ClickHouseEndpoint(
            clickHouse.httpUrl().toString(),
            clickHouse.reader().user(),
            clickHouse.reader().password(),
            ClickHouseEndpoint.DATABASE));
  }

  private record Server(EmbeddedClickHouse clickHouse, Path directory) implements AutoCloseable {
    static Server start() {
      try {
        Path directory = Files.createTempDirectory("hydrascope-storage");
        String usersXml = ReaderRole.usersXml(ClickHouseEndpoint.DATABASE, ReaderLimits.STANDARD);
        return new Server(
            EmbeddedClickHouse.start(ClickHouseSettings.in(directory).withUsersXml(usersXml)),
            directory);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close() throws IOException {
      clickHouse.close();
      try (Stream<Path> files = Files.walk(directory)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }
}
