package io.hydrascope.testkit;

import io.hydrascope.embedded.EmbeddedClickHouse;
import io.hydrascope.embedded.EmbeddedFlink;
import io.hydrascope.embedded.EmbeddedKafka;
import io.hydrascope.embedded.EmbeddedPart;
import io.hydrascope.embedded.FlinkSettings;
import io.hydrascope.embedded.Part;
import io.hydrascope.embedded.PlatformSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Real parts, shared by the tests of a class, with data that ends with them:
 *
 * <pre>
 * {@literal @}RegisterExtension
 * static final TestingPlatform PLATFORM = TestingPlatform.with(Part.KAFKA, Part.CLICKHOUSE);
 * </pre>
 */
public final class TestingPlatform implements BeforeAllCallback, AfterAllCallback {
  private final Set<Part> parts;
  private final UnaryOperator<FlinkSettings> flinkSettings;
  private final Map<Class<? extends EmbeddedPart>, EmbeddedPart> running = new HashMap<>();
  private @Nullable Path directory;

  private TestingPlatform(Set<Part> parts, UnaryOperator<FlinkSettings> flinkSettings) {
    this.parts = parts;
    this.flinkSettings = flinkSettings;
  }

  public static TestingPlatform with(Part first, Part... rest) {
    return new TestingPlatform(EnumSet.of(first, rest), UnaryOperator.identity());
  }

  /** The same with other TaskManagers, slots or memory. */
  public TestingPlatform flink(UnaryOperator<FlinkSettings> settings) {
    return new TestingPlatform(parts, settings);
  }

  @Override
  public void beforeAll(ExtensionContext context) throws IOException {
    Path created = Files.createTempDirectory("hydrascope-test-");
    directory = created;
    PlatformSettings settings = PlatformSettings.in(created);
    try {
      for (Part part : parts) {
        start(part, settings);
      }
    } catch (RuntimeException e) {
      afterAll(context); // JUnit does not call it after a failed start
      throw e;
    }
  }

  private void start(Part part, PlatformSettings settings) {
    EmbeddedPart started =
        switch (part) {
          case KAFKA -> EmbeddedKafka.start(settings.kafka());
          case CLICKHOUSE -> EmbeddedClickHouse.start(settings.clickHouse());
          case FLINK -> EmbeddedFlink.start(flinkSettings.apply(settings.flink()));
        };
    running.put(started.getClass(), started);
  }

  public EmbeddedKafka kafka() {
    return running(EmbeddedKafka.class);
  }

  public EmbeddedClickHouse clickHouse() {
    return running(EmbeddedClickHouse.class);
  }

  public EmbeddedFlink flink() {
    return running(EmbeddedFlink.class);
  }

  private <T extends EmbeddedPart> T running(Class<T> type) {
    EmbeddedPart part = running.get(type);
    if (part == null) {
      throw new IllegalStateException(
          "%s does not run: this platform was asked for %s".formatted(type.getSimpleName(), parts));
    }
    return type.cast(part);
  }

  /** Flink first: it writes to the others. */
  @Override
  public void afterAll(ExtensionContext context) throws IOException {
    for (var type : List.of(EmbeddedFlink.class, EmbeddedClickHouse.class, EmbeddedKafka.class)) {
      EmbeddedPart part = running.remove(type);
      if (part != null) {
        part.close();
      }
    }
    deleteDirectory();
  }

  private void deleteDirectory() throws IOException {
    if (directory == null) {
      return;
    }
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
    directory = null;
  }
}
