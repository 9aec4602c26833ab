package io.hydrascope.jobs.streams.clickhouse;

import io.hydrascope.storage.insert.TableBlock;

/**
 * A block on its way through a checkpoint. Flink's committer asks for its bytes eight times a
 * checkpoint and copies them four times as often: they are made once, and few.
 *
 * @param token the same for every attempt to insert it
 * @param bytes as {@link BlockSerializer} lays them out, token included
 */
public record InsertBlock(String token, byte[] bytes) {

  static InsertBlock of(String token, TableBlock content) {
    return new InsertBlock(token, BlockSerializer.pack(token, content));
  }

  /** The same bytes for every attempt to insert it. */
  TableBlock content() {
    return BlockSerializer.unpack(bytes);
  }
}
