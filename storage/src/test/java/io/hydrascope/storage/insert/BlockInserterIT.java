package io.hydrascope.storage.insert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hydrascope.schemas.capture.Capture;
import io.hydrascope.schemas.capture.CaptureRows;
import io.hydrascope.schemas.rows.EffectBatch;
import io.hydrascope.storage.ClickHouseEndpoint;
import io.hydrascope.storage.TestingClickHouse;
import io.hydrascope.storage.TestingDatabase;
import io.hydrascope.storage.TestingRows;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(TestingClickHouse.class)
class BlockInserterIT {
  private static final String COUNT = "SELECT count() FROM effects";

  @Test
  void insert_sameTokenTwice_storesTheRowsOnce(TestingDatabase database) throws Exception {
    TableBlock block = block();
    database.migrated();
    try (BlockInserter inserter = new BlockInserter(database.endpoint())) {
      inserter.insert(block, "first");
      inserter.insert(block, "first");
      assertThat(database.lines(COUNT)).containsExactly("4");

      inserter.insert(block, "second");
      assertThat(database.lines(COUNT)).containsExactly("8");
    }
  }

  @Test
  void insert_serverGone_isRetryable(TestingDatabase database) {
    ClickHouseEndpoint nobody =
        new ClickHouseEndpoint("http://127.0.0.1:1", "hydrascope", "x", "hydrascope");
    try (BlockInserter inserter = new BlockInserter(nobody)) {
      assertThatThrownBy(() -> inserter.insert(block(), "t"))
          .isInstanceOf(RetryableInsertException.class)
          .hasMessageContaining("table=effects, rows=4");
    }
  }

  @Test
  void insert_fullPartLimit_isRetryable(TestingDatabase database) throws Exception {
    database.migrated().execute("SYSTEM STOP MERGES effects");
    database.execute(
        "ALTER TABLE effects MODIFY SETTING parts_to_throw_insert = 1, parts_to_delay_insert = 1");
    try (BlockInserter inserter = new BlockInserter(database.endpoint())) {
      inserter.insert(block(), "1");
      assertThatThrownBy(() -> inserter.insert(block(), "2"))
          .isInstanceOf(RetryableInsertException.class)
          .hasMessageContaining("code=252");
    }
  }

  @Test
  void insert_moreMonthsThanAServerTakesByDefault_isStored(TestingDatabase database)
      throws Exception {
    List<EffectBatch> months =
        IntStream.range(0, 120).mapToObj(month -> effectsOf(month * 31L)).toList();
    database.migrated();
    try (BlockEncoder<EffectBatch> encoder = TableEncoders.effects();
        BlockInserter inserter = new BlockInserter(database.endpoint())) {
      inserter.insert(encoder.encode(months), "months");
    }
    assertThat(database.lines("SELECT uniqExact(toYYYYMM(event_time)) > 100 FROM effects"))
        .containsExactly("1");
  }

  private static EffectBatch effectsOf(long day) {
    EffectBatch one = TestingRows.effects("p" + day);
    return new EffectBatch(
        one.source(),
        one.plan(),
        new Capture("c" + day, "p" + day, "p" + day, Map.of(), day * 86_400_000_000L),
        one.ablated(),
        one.component(),
        one.position(),
        CaptureRows.noDonors(one.count()),
        one.targetToken(),
        one.intactLogit(),
        one.ablatedLogit(),
        one.top1Flip(),
        one.measures());
  }

  @Test
  void insert_unknownColumn_isRejected(TestingDatabase database) throws Exception {
    database.migrated().execute("ALTER TABLE effects DROP COLUMN kl");
    assertRejected(database.endpoint(), "code=16");
  }

  @Test
  void insert_missingTable_isRejected(TestingDatabase database) throws Exception {
    database.migrated().execute("DROP TABLE effects SYNC");
    assertRejected(database.endpoint(), "code=60");
  }

  @Test
  void insert_wrongPassword_isRejected(TestingDatabase database) {
    ClickHouseEndpoint endpoint = database.migrated().endpoint();
    assertRejected(
        new ClickHouseEndpoint(endpoint.url(), endpoint.user(), "wrong", endpoint.database()),
        "code=516");
  }

  @Test
  void insert_bytesThatAreNoArrow_isRejected(TestingDatabase database) {
    database.migrated();
    TableBlock broken = new TableBlock("effects", block().columns(), new byte[] {1, 2, 3, 4, 5}, 1);
    try (BlockInserter inserter = new BlockInserter(database.endpoint())) {
      assertThatThrownBy(() -> inserter.insert(broken, "t"))
          .isInstanceOfSatisfying(
              RejectedInsertException.class,
              e -> assertThat(e.fault()).isEqualTo(InsertFault.CONTENT));
    }
  }

  @Test
  void insert_halvesOfABlock_storesEachRowOnce(TestingDatabase database) throws Exception {
    database.migrated();
    List<TableBlock> halves = BlockHalves.of(block());
    assertThat(halves).extracting(TableBlock::rows).containsExactly(2, 2);
    try (BlockInserter inserter = new BlockInserter(database.endpoint())) {
      inserter.insert(block(), "whole");
      inserter.insert(halves.get(0), "whole.0");
      inserter.insert(halves.get(1), "whole.1");
    }
    assertThat(
            database.lines(
                "SELECT count(), min(n) FROM (SELECT *, count() OVER (PARTITION BY prompt_id,"
                    + " component, position, donor_id, kl) AS n FROM effects)"))
        .containsExactly("8\t2");
  }

  @Test
  void insert_rowThatATableForbids_isRefusedForItsContent(TestingDatabase database)
      throws Exception {
    database
        .migrated()
        .execute("ALTER TABLE effects ADD CONSTRAINT short CHECK length(prompt_id) < 10");
    try (BlockEncoder<EffectBatch> encoder = TableEncoders.effects();
        BlockInserter inserter = new BlockInserter(database.endpoint())) {
      TableBlock block = encoder.encode(List.of(TestingRows.effects("p".repeat(20))));
      assertThatThrownBy(() -> inserter.insert(block, "t"))
          .isInstanceOfSatisfying(
              RejectedInsertException.class,
              e -> assertThat(e.fault()).isEqualTo(InsertFault.CONTENT))
          .hasMessageContaining("code=469");
    }
  }

  @Test
  void codes_haveClickHousesNamesAndOneMeaning(TestingDatabase database) {
    database.migrated();
    Map<Integer, String> all = new HashMap<>(InsertFailure.CONTENT);
    all.putAll(InsertFailure.SETUP);
    all.putAll(InsertFailure.SERVER);
    assertThat(all)
        .hasSize(
            InsertFailure.CONTENT.size()
                + InsertFailure.SETUP.size()
                + InsertFailure.SERVER.size());
    for (Map.Entry<Integer, String> code : all.entrySet()) {
      assertThat(database.lines("SELECT errorCodeToName(" + code.getKey() + ")"))
          .containsExactly(code.getValue());
    }
  }

  @Test
  void endpoint_asText_keepsThePassword() {
    assertThat(new ClickHouseEndpoint("http://h:1", "u", "secret", "d").toString())
        .doesNotContain("secret");
  }

  private static void assertRejected(ClickHouseEndpoint endpoint, String code) {
    try (BlockInserter inserter = new BlockInserter(endpoint)) {
      assertThatThrownBy(() -> inserter.insert(block(), "t"))
          .isInstanceOfSatisfying(
              RejectedInsertException.class,
              e -> assertThat(e.fault()).isEqualTo(InsertFault.SETUP))
          .hasMessageContaining("table=effects, rows=4")
          .hasMessageContaining(code);
    }
  }

  private static TableBlock block() {
    try (BlockEncoder<EffectBatch> encoder = TableEncoders.effects()) {
      return encoder.encode(List.of(TestingRows.effects("p0")));
    }
  }
}
