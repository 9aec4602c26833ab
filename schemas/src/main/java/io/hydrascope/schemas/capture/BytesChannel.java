package io.hydrascope.schemas.capture;

import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.util.Arrays;

/**
 * Collects bytes, copying each once. Unlike a channel of {@link Channels} it takes no notice of an
 * interrupt, which is for whoever waits, not for whoever writes to memory.
 */
public final class BytesChannel implements WritableByteChannel {
  private byte[] bytes;
  private int length;

  public BytesChannel(int expectedBytes) {
    bytes = new byte[expectedBytes];
  }

  /** What was written; once, at the end. */
  public byte[] toByteArray() {
    return Arrays.copyOf(bytes, length);
  }

  @Override
  public int write(ByteBuffer source) {
    int count = source.remaining();
    if (count > bytes.length - length) {
      bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(length, count), 2 * length));
    }
    source.get(bytes, length, count);
    length += count;
    return count;
  }

  @Override
  public boolean isOpen() {
    return true;
  }

  @Override
  public void close() {
    // The bytes stay readable.
  }
}
