package io.hydrascope.storage.insert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hydrascope.storage.TestingClickHouse;
import io.hydrascope.storage.TestingDatabase;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Metrics weigh rows alike, so a row that was drawn with a probability must not lie among them. */
@ExtendWith(TestingClickHouse.class)
class EqualWeightsIT {
  @Test
  void insert_drawnRow_isRefusedByName(TestingDatabase given) throws SQLException {
    TestingDatabase database = given.migrated();
    assertThatThrownBy(() -> insert(database, "0.25"))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("equal_weights");
    insert(database, "1");
    assertThat(database.lines("SELECT count(), sum(inclusion_probability) FROM effects"))
        .containsExactly("1\t1");
  }

  private static void insert(TestingDatabase database, String probability) throws SQLException {
    database.execute(
        "INSERT INTO effects (model, component, inclusion_probability) VALUES ('m', 'L0H1', %s)"
            .formatted(probability));
  }
}
