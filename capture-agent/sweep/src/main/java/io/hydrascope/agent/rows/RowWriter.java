package io.hydrascope.agent.rows;

import java.io.Closeable;
import java.io.IOException;

/** Takes a sweep's rows, prompt by prompt; what it writes to is complete once it is closed. */
public interface RowWriter extends Closeable {
  void write(SweptRows rows) throws IOException;
}
