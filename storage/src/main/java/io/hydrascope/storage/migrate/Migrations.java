package io.hydrascope.storage.migrate;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/** The files of this program, oldest first. A file that has been released is never changed. */
final class Migrations {
  private static final String FOLDER = "/io/hydrascope/storage/migrations/";

  private Migrations() {}

  static List<Migration> all() {
    return Stream.of(
            "V001__effects.sql",
            "V002__running_metrics.sql",
            "V003__shifts_and_alerts.sql",
            "V004__views.sql",
            "V005__lines_tails_and_windows.sql",
            "V006__response_matrix.sql",
            "V010__archive.sql",
            "V015__top2.sql",
            "V016__metrics_by_component.sql",
            "V020__replays.sql",
            "V021__top2_lines.sql",
            "V027__shifts_by_rule.sql",
            "V030__equal_weights.sql",
            "V031__vector_norm.sql")
        .map(name -> Migration.of(name, read(name)))
        .toList();
  }

  private static String read(String name) {
    try (InputStream file = Migrations.class.getResourceAsStream(FOLDER + name)) {
      if (file == null) {
        throw new MigrationException("migration=" + name + " is missing in this program");
      }
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("migration=" + name, e);
    }
  }
}
