package io.hydrascope.jobs.streams.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;

import io.hydrascope.storage.insert.BlockEncoder;
import io.hydrascope.storage.insert.InsertFault;
import io.hydrascope.storage.insert.RetryableInsertException;
import io.hydrascope.storage.insert.TableBlock;
import io.hydrascope.testkit.Await;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;

/** A whole job whose target is away while more comes than may wait. */
class TargetAwayTest {
  private static final int ROWS = 3_000_000;
  private static final int BLOCK_ROWS = 10_000;
  private static final int LOOKS_WITHOUT_A_CHANGE = 20;
  private static final Duration LIMIT = Duration.ofMinutes(2);

  // The job's tasks are in this process and get copies of everything else.
  private static final AtomicBoolean AWAY = new AtomicBoolean(true);
  private static final AtomicLong REFUSED = new AtomicLong();
  private static final AtomicLong PASSED = new AtomicLong();
  private static final AtomicLong DOUBLED = new AtomicLong();
  private static final Set<String> TOKENS = ConcurrentHashMap.newKeySet();
  private static final BitSet STORED = new BitSet(ROWS);

  private long lastPassed;
  private int looks;

  @Test
  @SuppressWarnings("try") // close() says Exception; an interrupt may end the test
  void sink_targetAwayUnderLoad_sourcesStandStillAndAllArrivesOnce() throws Exception {
    try (StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.createLocalEnvironment(1)) {
      environment.enableCheckpointing(100);
      environment
          .fromSequence(0, ROWS - 1)
          .map(
              number -> {
                PASSED.incrementAndGet();
                return number;
              })
          .sinkTo(
              new BlockSink<>(
                  Numbers::new,
                  number -> Long.BYTES,
                  new BlockLimits(BLOCK_ROWS, Long.MAX_VALUE, 1 << 20),
                  Target::new,
                  TestingLetterBox::new));
      JobClient job = environment.executeAsync();
      Await.until(LIMIT, () -> REFUSED.get() > 0, () -> "a refused block");
      Await.until(LIMIT, this::standsStill, () -> "still coming: " + PASSED.get());
      assertThat(PASSED.get()).isLessThan(ROWS);
      assertThat(TOKENS).isEmpty();

      AWAY.set(false);
      job.getJobExecutionResult().get();
      assertThat(STORED.cardinality()).isEqualTo(ROWS);
      assertThat(DOUBLED.get()).isZero();
    }
  }

  private boolean standsStill() {
    long passed = PASSED.get();
    looks = passed == lastPassed ? looks + 1 : 0;
    lastPassed = passed;
    return looks >= LOOKS_WITHOUT_A_CHANGE;
  }

  private static final class Numbers implements BlockEncoder<Long> {
    @Override
    public TableBlock encode(List<Long> rows) {
      String text = rows.stream().map(String::valueOf).collect(Collectors.joining(","));
      return new TableBlock(
          "numbers", List.of("number"), text.getBytes(StandardCharsets.UTF_8), rows.size());
    }

    @Override
    public void close() {}
  }

  private static final class Target implements BlockTarget {
    @Override
    public void insert(TableBlock block, String token) throws RetryableInsertException {
      if (AWAY.get()) {
        REFUSED.incrementAndGet();
        throw new RetryableInsertException(
            InsertFault.SERVER, "connection refused", new Exception());
      }
      if (TOKENS.add(token)) {
        store(new String(block.arrowStream(), StandardCharsets.UTF_8));
      }
    }

    private static void store(String numbers) {
      synchronized (STORED) {
        for (String number : numbers.split(",", -1)) {
          int row = Integer.parseInt(number);
          if (STORED.get(row)) {
            DOUBLED.incrementAndGet();
          }
          STORED.set(row);
        }
      }
    }

    @Override
    public void close() {}
  }
}
