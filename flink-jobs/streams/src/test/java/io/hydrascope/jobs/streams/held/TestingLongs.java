package io.hydrascope.jobs.streams.held;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.base.TypeSerializerSingleton;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** One long in an array, and how often any was written. */
final class TestingLongs extends TypeSerializerSingleton<long[]> {
  static final TestingLongs INSTANCE = new TestingLongs();
  static final AtomicLong WRITTEN = new AtomicLong();

  private static final long serialVersionUID = 1L;

  @Override
  public boolean isImmutableType() {
    return false;
  }

  @Override
  public long[] createInstance() {
    return new long[1];
  }

  @Override
  public long[] copy(long[] from) {
    return from.clone();
  }

  @Override
  public long[] copy(long[] from, long[] reuse) {
    return from.clone();
  }

  @Override
  public int getLength() {
    return Long.BYTES;
  }

  @Override
  public void serialize(long[] record, DataOutputView target) throws IOException {
    WRITTEN.incrementAndGet();
    target.writeLong(record[0]);
  }

  @Override
  public long[] deserialize(DataInputView source) throws IOException {
    return new long[] {source.readLong()};
  }

  @Override
  public long[] deserialize(long[] reuse, DataInputView source) throws IOException {
    return deserialize(source);
  }

  @Override
  public void copy(DataInputView source, DataOutputView target) throws IOException {
    target.writeLong(source.readLong());
  }

  @Override
  public TypeSerializerSnapshot<long[]> snapshotConfiguration() {
    return new Layout();
  }

  /** Flink makes it by its name. */
  public static final class Layout extends SimpleTypeSerializerSnapshot<long[]> {
    public Layout() {
      super(() -> INSTANCE);
    }
  }
}
