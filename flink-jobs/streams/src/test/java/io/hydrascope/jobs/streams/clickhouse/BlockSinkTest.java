package io.hydrascope.jobs.streams.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hydrascope.schemas.deadletter.DeadLetter;
import io.hydrascope.storage.insert.BlockEncoder;
import io.hydrascope.storage.insert.BlockLetter;
import io.hydrascope.storage.insert.InsertFault;
import io.hydrascope.storage.insert.TableBlock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.flink.api.connector.sink2.Committer.CommitRequest;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.SimpleCounter;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class BlockSinkTest {
  private static final SinkWriter.Context CONTEXT =
      new SinkWriter.Context() {
        @Override
        public long currentWatermark() {
          return 0;
        }

        @Override
        public @Nullable Long timestamp() {
          return null;
        }
      };

  private final TestingTarget target = new TestingTarget();
  private final TestingLetterBox letters = new TestingLetterBox();
  private final List<Long> pauses = new ArrayList<>();
  private final Counter heldUp = new SimpleCounter();
  private final Map<String, Counter> counters = new HashMap<>();
  private final BlockCommitter committer =
      new BlockCommitter(
          target,
          letters,
          pauses::add,
          new UnregisteredMetricsGroup() {
            @Override
            public Counter counter(String name) {
              return counters.computeIfAbsent(name, key -> new SimpleCounter());
            }
          });
  private final BlockSerializer serializer = new BlockSerializer();

  @Test
  void write_limitsReached_cutsBlocksAndKeepsTheRestForTheCheckpoint() throws Exception {
    BlockWriter<String> writer = writer(new BlockLimits(3, 1_000, Long.MAX_VALUE));
    for (String record : List.of("a", "b", "c", "d", "e", "f", "g")) {
      writer.write(record, CONTEXT);
    }
    assertThat(writer.prepareCommit())
        .extracting(block -> text(block.content()))
        .containsExactly("a,b,c", "d,e,f", "g");
    assertThat(writer.prepareCommit()).isEmpty();
    writer.close();
  }

  @Test
  void write_bytesReached_cutsABlock() throws Exception {
    BlockWriter<String> writer = writer(new BlockLimits(1_000, 5, Long.MAX_VALUE));
    writer.write("abc", CONTEXT);
    writer.write("def", CONTEXT);
    writer.write("g", CONTEXT);
    assertThat(writer.prepareCommit()).hasSize(2);
    writer.close();
  }

  @Test
  void write_moreWaitsThanMay_pausesLongerAfterEachBlockUntilTheBarrier() throws Exception {
    BlockWriter<String> writer = writer(new BlockLimits(1, 1_000, 150));
    for (int block = 0; block < 6; block++) {
      writer.write("a", CONTEXT); // some 50 bytes with its token
    }
    assertThat(pauses).startsWith(250L, 500L, 1_000L);
    assertThat(heldUp.getCount()).isEqualTo(pauses.size()).isBetween(3L, 4L);
    assertThat(writer.prepareCommit()).hasSize(6);
    pauses.clear();
    writer.write("a", CONTEXT);
    assertThat(pauses).as("after the barrier").isEmpty();
    writer.close();
  }

  @Test
  void prepareCommit_blocksOfTheSameRows_haveTokensOfTheirOwn() throws Exception {
    assertThat(block("a").token()).isNotEqualTo(block("a").token());
  }

  @Test
  void commit_replayedFromTheCheckpoint_storesOnceWithTheSameTokenAndBytes() throws Exception {
    InsertBlock block = block("a", "b");
    byte[] checkpoint = serializer.serialize(block);
    commit(block);
    InsertBlock replayed = serializer.deserialize(serializer.getVersion(), checkpoint);
    assertThat(replayed).usingRecursiveComparison().isEqualTo(block);
    commit(replayed);
    assertThat(target.attempts).containsExactly(block.token(), block.token());
    assertThat(target.stored.values()).extracting(BlockSinkTest::text).containsExactly("a,b");
  }

  @Test
  void commit_targetAway_keepsTheBlockAndPausesLonger() throws Exception {
    target.failuresToCome = 3;
    TestingCommitRequest request = commit(block("a"));
    while (request.again) {
      request.again = false;
      committer.commit(List.<CommitRequest<InsertBlock>>of(request));
    }
    assertThat(target.stored).hasSize(1);
    assertThat(target.attempts).hasSize(4).containsOnly(request.getCommittable().token());
    assertThat(pauses).containsExactly(100L, 200L, 400L);
    assertThat(counted("blocks_retried")).isEqualTo(3);
    assertThat(counted("blocks_stored")).isEqualTo(1);
    assertThat(counted("blocks_rejected")).isZero();
  }

  @Test
  void commit_oneOfTwoFails_storesTheOther() throws Exception {
    target.failuresToCome = 1;
    TestingCommitRequest first = new TestingCommitRequest(block("a"));
    TestingCommitRequest second = new TestingCommitRequest(block("b"));
    committer.commit(List.<CommitRequest<InsertBlock>>of(first, second));
    assertThat(first.again).isTrue();
    assertThat(second.again).isFalse();
    assertThat(target.stored).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource(
      value = InsertFault.class,
      names = {"SETUP", "SERVER"})
  void commit_faultOfLoginTableOrServer_waitsAndSetsNothingAside(InsertFault fault)
      throws Exception {
    target.fault = fault;
    target.failuresToCome = 1_000;
    TestingCommitRequest request = commit(block("a"));
    while (request.again && target.failuresToCome > 0) {
      request.again = false;
      committer.commit(List.<CommitRequest<InsertBlock>>of(request));
    }
    assertThat(request.again).isTrue();
    assertThat(letters.letters).isEmpty();
    request.again = false;
    committer.commit(List.<CommitRequest<InsertBlock>>of(request));
    assertThat(request.again).isFalse();
    assertThat(target.stored).hasSize(1);
    assertThat(pauses).endsWith(5_000L).hasSize(1_000);
  }

  @Test
  void commit_contentRefused_isSetAsideWithItsReasonAndTheNextIsStored() throws Exception {
    target.fault = InsertFault.CONTENT;
    target.failuresToCome = 1;
    TestingCommitRequest bad = new TestingCommitRequest(block("a", "b"));
    TestingCommitRequest good = new TestingCommitRequest(block("c"));
    committer.commit(List.<CommitRequest<InsertBlock>>of(bad, good));
    assertThat(bad.again).isFalse();
    assertThat(good.again).isFalse();
    assertThat(target.stored.values()).extracting(BlockSinkTest::text).containsExactly("c");
    DeadLetter letter = letters.letters.get(0);
    assertThat(letters.letters).hasSize(1);
    assertThat(letter.topic()).isEqualTo("clickhouse.letters");
    assertThat(letter.reason()).isEqualTo("block_refused");
    assertThat(letter.detail()).isEqualTo("fault=CONTENT");
    BlockLetter read = BlockLetter.parse(letter.place(), letter.headers(), letter.value());
    assertThat(read.token()).isEqualTo(bad.getCommittable().token());
    assertThat(read.block()).usingRecursiveComparison().isEqualTo(bad.getCommittable().content());
    assertThat(counted("blocks_rejected")).isEqualTo(1);
    assertThat(counted("rows_set_aside")).isEqualTo(2);
    assertThat(pauses).isEmpty();
  }

  @Test
  void commit_refusedForReasonsNobodyKnows_isSetAsideTheTenthTime() throws Exception {
    target.fault = InsertFault.UNKNOWN;
    target.failuresToCome = 1_000;
    TestingCommitRequest request = commit(block("a"));
    for (int attempt = 2; attempt < 10; attempt++) {
      committer.commit(List.<CommitRequest<InsertBlock>>of(request));
    }
    assertThat(letters.letters).isEmpty();
    request.again = false;
    committer.commit(List.<CommitRequest<InsertBlock>>of(request));
    assertThat(request.again).isFalse();
    assertThat(letters.letters).extracting(DeadLetter::detail).containsExactly("fault=UNKNOWN");
    assertThat(target.attempts).hasSize(10);
  }

  @Test
  void commit_contentRefusedWhileLettersAreAway_keepsTheBlock() throws Exception {
    target.fault = InsertFault.CONTENT;
    target.failuresToCome = 2;
    letters.away = true;
    TestingCommitRequest request = commit(block("a"));
    assertThat(request.again).isTrue();
    letters.away = false;
    request.again = false;
    committer.commit(List.<CommitRequest<InsertBlock>>of(request));
    assertThat(request.again).isFalse();
    assertThat(letters.letters).hasSize(1);
  }

  @Test
  void close_committer_closesItsTarget() {
    committer.close();
    assertThat(target.closed).isTrue();
    assertThat(letters.closed).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void deserialize_otherVersion_isRefused(int version) {
    assertThatThrownBy(() -> serializer.deserialize(version, new byte[0]))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("version=" + version)
        .hasMessageContaining("start without it");
  }

  @Test
  void block_ofRowsThatAreAlike_takesFewBytes() throws Exception {
    String[] same = new String[10_000];
    Arrays.fill(same, "revision");
    InsertBlock block = block(same);
    assertThat(block.bytes()).hasSizeLessThan(block.content().arrowStream().length / 10);
  }

  private TestingCommitRequest commit(InsertBlock block) throws Exception {
    TestingCommitRequest request = new TestingCommitRequest(block);
    committer.commit(List.<CommitRequest<InsertBlock>>of(request));
    return request;
  }

  private long counted(String name) {
    return Objects.requireNonNull(counters.get(name)).getCount();
  }

  private InsertBlock block(String... records) throws Exception {
    BlockWriter<String> writer = writer(BlockLimits.DEFAULT);
    for (String record : records) {
      writer.write(record, CONTEXT);
    }
    InsertBlock block = writer.prepareCommit().iterator().next();
    writer.close();
    return block;
  }

  private BlockWriter<String> writer(BlockLimits limits) {
    return new BlockWriter<>(new TestingEncoder(), String::length, limits, pauses::add, heldUp);
  }

  private static String text(TableBlock block) {
    return new String(block.arrowStream(), StandardCharsets.UTF_8);
  }

  /** Joins texts. */
  private static final class TestingEncoder implements BlockEncoder<String> {
    @Override
    public TableBlock encode(List<String> rows) {
      byte[] bytes = String.join(",", rows).getBytes(StandardCharsets.UTF_8);
      return new TableBlock("letters", List.of("letter"), bytes, rows.size());
    }

    @Override
    public void close() {}
  }
}
