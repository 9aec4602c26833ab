package io.hydrascope.jobs.streams.clickhouse;

import io.hydrascope.jobs.streams.LetterBox;
import io.hydrascope.schemas.Limit;
import io.hydrascope.storage.insert.BlockHalves;
import io.hydrascope.storage.insert.BlockLetter;
import io.hydrascope.storage.insert.InsertFault;
import io.hydrascope.storage.insert.RejectedInsertException;
import io.hydrascope.storage.insert.RetryableInsertException;
import io.hydrascope.storage.insert.TableBlock;
import java.io.IOException;
import java.util.List;
import org.apache.flink.metrics.Counter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sets aside what ClickHouse refuses of a block, as dead letters that fit into their topic. Halves
 * have tokens made of the block's, so that whatever is done again after a crash is recognised.
 */
final class RefusedRows implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RefusedRows.class);

  /** After so many refusals of parts of one block, what is left is not looked through any more. */
  private static final int MOST_REFUSALS = 256;

  private final BlockTarget target;
  private final LetterBox letters;
  private final Counter rows;

  RefusedRows(BlockTarget target, LetterBox letters, Counter rows) {
    this.target = target;
    this.letters = letters;
    this.rows = rows;
  }

  /**
   * The rows that are at fault; the others are stored. The whole where it cannot be read.
   *
   * @param block that was refused for its content
   */
  void setAsideOnly(TableBlock block, String token, String why)
      throws IOException, InterruptedException, RetryableInsertException, RejectedInsertException {
    new Search().refused(block, token, why);
  }

  /** The whole block. */
  void setAside(TableBlock block, String token, String why)
      throws IOException, InterruptedException {
    boolean large = Limit.LETTER_VALUE_BYTES.isExceededBy(block.arrowStream().length);
    List<TableBlock> halves = large ? halves(block) : List.of();
    for (int half = 0; half < halves.size(); half++) {
      setAside(halves.get(half), token + "." + half, why);
    }
    if (!halves.isEmpty()) {
      return;
    }
    letters.put(new BlockLetter(block, token).letter(why));
    rows.inc(block.rows());
    LOG.error(
        "{} rows of table {} are set aside as a dead letter, the job goes on: {}",
        block.rows(),
        block.table(),
        why);
  }

  /** Through one block. */
  private final class Search {
    private int refusals;

    private void refused(TableBlock block, String token, String why)
        throws IOException,
            InterruptedException,
            RetryableInsertException,
            RejectedInsertException {
      refusals++;
      List<TableBlock> halves = refusals > MOST_REFUSALS ? List.of() : halves(block);
      if (halves.isEmpty()) {
        setAside(block, token, why);
        return;
      }
      for (int half = 0; half < halves.size(); half++) {
        insert(halves.get(half), token + "." + half);
      }
    }

    private void insert(TableBlock block, String token)
        throws IOException,
            InterruptedException,
            RetryableInsertException,
            RejectedInsertException {
      try {
        target.insert(block, token);
      } catch (RejectedInsertException e) {
        if (e.fault() != InsertFault.CONTENT) {
          throw e;
        }
        refused(block, token, String.valueOf(e.getMessage()));
      }
    }
  }

  /** None of one row, or of what is no Arrow stream. */
  private static List<TableBlock> halves(TableBlock block) {
    if (block.rows() < 2) {
      return List.of();
    }
    try {
      return BlockHalves.of(block);
    } catch (IllegalArgumentException e) {
      LOG.debug("table {}: a block cannot be halved", block.table(), e);
      return List.of();
    }
  }

  @Override
  public void close() {
    letters.close();
  }
}
