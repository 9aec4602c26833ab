package io.hydrascope.jobs.streams.clickhouse;

import java.io.Serializable;

/** How much one record of a stream adds to a block. */
interface RecordSize<R> extends Serializable {
  long bytes(R record);

  default long rows(R record) {
    return 1;
  }
}
