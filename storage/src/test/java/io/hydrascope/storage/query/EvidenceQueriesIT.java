package io.hydrascope.storage.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.hydrascope.schemas.rows.EffectBatch;
import io.hydrascope.storage.TestingClickHouse;
import io.hydrascope.storage.TestingDatabase;
import io.hydrascope.storage.TestingRows;
import io.hydrascope.storage.insert.TableEncoders;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(TestingClickHouse.class)
class EvidenceQueriesIT {
  @Test
  void literal_anyText_isThatText(TestingDatabase given) throws Exception {
    TestingDatabase database = given.emptied();
    for (String text :
        List.of("", "it's", "\\", "\\'", "'; DROP TABLE effects --", "100 %s", "é")) {
      assertThat(database.lines("SELECT hex(" + SqlText.literal(text) + ")"))
          .containsExactly(database.lines("SELECT hex('" + hexEscaped(text) + "')").get(0));
    }
    assertThat(SqlText.literals(List.of("a", "b'c"))).isEqualTo("'a', 'b\\'c'");
  }

  private static String hexEscaped(String text) {
    StringBuilder escaped = new StringBuilder();
    for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
      escaped.append("\\x%02x".formatted(each));
    }
    return escaped.toString();
  }

  @Test
  void shift_findingAboutTwoRevisions_isItsRows(TestingDatabase given) throws Exception {
    TestingDatabase database = given.emptied();
    EffectBatch rows = TestingRows.effects("p0");
    database.insert(TableEncoders.effects(), "t", List.of(rows, TestingRows.effects("p1")));
    RevisionPairSelection selection =
        new RevisionPairSelection(
            rows.source().model(),
            rows.source().revision(),
            "nobody",
            new PlanKey(
                rows.plan().ablation().text(),
                rows.plan().scope().text(),
                rows.plan().target().text(),
                rows.plan().referenceSet()),
            List.of(rows.component(0).text()),
            List.of("p1"));
    long expected =
        IntStream.range(0, rows.count())
            .filter(row -> rows.component(row).equals(rows.component(0)))
            .count();
    assertThat(database.lines(EvidenceQueries.shift(selection)))
        .hasSize((int) expected)
        .allSatisfy(line -> assertThat(line).startsWith("p1\t"));
  }
}
