package io.hydrascope.schemas.capture;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;

/**
 * Collects bytes. Unlike a channel of {@link Channels} it takes no notice of an interrupt, which is
 * for whoever waits, not for whoever writes to memory.
 */
final class BytesChannel implements WritableByteChannel {
  private final ByteArrayOutputStream bytes;

  BytesChannel(int expectedBytes) {
    bytes = new ByteArrayOutputStream(expectedBytes);
  }

  byte[] toByteArray() {
    return bytes.toByteArray();
  }

  @Override
  public int write(ByteBuffer source) {
    byte[] chunk = new byte[source.remaining()];
    source.get(chunk);
    bytes.writeBytes(chunk);
    return chunk.length;
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
