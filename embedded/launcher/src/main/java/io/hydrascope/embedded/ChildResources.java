package io.hydrascope.embedded;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * What each child module wrote at build time about itself, so that its jars stay off this class
 * path.
 */
final class ChildResources {
  private static final String FOLDER = "META-INF/hydrascope/";

  private ChildResources() {}

  /** The child module's own classes and exactly its jars. */
  static String classPath(Part part) {
    String name = FOLDER + part + ".classpath";
    return own(locate(part, name), name) + File.pathSeparator + text(part, name);
  }

  static String text(Part part, String name) {
    try (InputStream in = locate(part, name).openStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String modules(Part part) {
    return text(part, FOLDER + part + ".modules");
  }

  private static URL locate(Part part, String name) {
    URL url = ChildResources.class.getClassLoader().getResource(name);
    if (url == null) {
      throw new EmbeddedException(
          "%s cannot start: %s is not on the class path; run 'mvn -pl embedded/%s process-classes'"
              .formatted(part, name, part));
    }
    return url;
  }

  /** The folder or jar that holds the resource: {@code file:F/name} or {@code jar:file:J!/name}. */
  private static Path own(URL url, String name) {
    String text = url.toString();
    String container = text.substring(0, text.length() - name.length());
    if (container.startsWith("jar:")) {
      container = container.substring("jar:".length(), container.length() - "!/".length());
    }
    return Path.of(URI.create(container));
  }
}
