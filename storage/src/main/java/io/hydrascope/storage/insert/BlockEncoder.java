package io.hydrascope.storage.insert;

import java.util.List;

/**
 * Turns rows into the block that its table takes. The same rows always give the same bytes, so that
 * a block may be made again under its deduplication token. Not thread-safe; holds memory outside of
 * the heap until closed.
 */
public interface BlockEncoder<R> extends AutoCloseable {
  TableBlock encode(List<R> rows);

  @Override
  void close();
}
