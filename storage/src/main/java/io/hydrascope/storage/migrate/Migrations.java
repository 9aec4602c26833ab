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
            "V001__watched.sql",
            "V002__effects.sql",
            "V003__running_metrics.sql",
            "V004__response_matrix.sql",
            "V005__shifts_and_alerts.sql",
            "V006__archive.sql",
            "V007__replays.sql",
            "V008__views.sql",
            "V009__top2_due.sql",
            "V010__top2_metrics.sql",
            "V011__top2_schedules.sql")
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
