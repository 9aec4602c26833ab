package io.hydrascope.agent.spool;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * One file of the spool, version 1. Integers are big-endian.
 *
 * <pre>
 * "HSPOOL01"   then of each record: length (int32) · crc32c of the payload (int32) · payload
 * </pre>
 *
 * A record that the process was killed in is shorter than it says, or its checksum is wrong; what
 * lies before it is whole. Written without fsync: it survives the process, not the machine.
 */
final class SegmentFile implements Closeable {
  static final int FRAME_BYTES = 2 * Integer.BYTES;

  private static final byte[] MAGIC =
      "HSPOOL01".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

  private final Path file;
  private final FileChannel channel;

  private SegmentFile(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  static SegmentFile create(Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
    SegmentFile segment = new SegmentFile(file, channel);
    segment.write(ByteBuffer.wrap(MAGIC), 0);
    return segment;
  }

  static SegmentFile open(Path file) throws IOException {
    return new SegmentFile(
        file, FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE));
  }

  /** Where the first record is. */
  static long start() {
    return MAGIC.length;
  }

  Path file() {
    return file;
  }

  long bytes() throws IOException {
    return channel.size();
  }

  /**
   * @param at the end of the last record
   * @return the end of this one
   */
  long append(byte[] payload, long at) throws IOException {
    ByteBuffer frame = ByteBuffer.allocate(FRAME_BYTES);
    frame.putInt(payload.length).putInt(checksum(payload)).flip();
    return write(ByteBuffer.wrap(payload), write(frame, at));
  }

  private long write(ByteBuffer bytes, long at) throws IOException {
    long position = at;
    while (bytes.hasRemaining()) {
      position += channel.write(bytes, position);
    }
    return position;
  }

  /** The whole record there; empty at the end and where a record is torn. */
  Optional<byte[]> read(long at) throws IOException {
    long left = bytes() - at - FRAME_BYTES;
    ByteBuffer frame = ByteBuffer.allocate(FRAME_BYTES);
    if (left < 0 || !fill(frame, at)) {
      return Optional.empty();
    }
    int length = frame.getInt();
    int checksum = frame.getInt();
    if (length < 0 || length > left) {
      return Optional.empty();
    }
    ByteBuffer payload = ByteBuffer.allocate(length);
    boolean whole = fill(payload, at + FRAME_BYTES) && checksum(payload.array()) == checksum;
    return whole ? Optional.of(payload.array()) : Optional.empty();
  }

  /** Whether the file begins as a segment does. */
  boolean isSegment() throws IOException {
    ByteBuffer magic = ByteBuffer.allocate(MAGIC.length);
    return bytes() >= MAGIC.length
        && fill(magic, 0)
        && java.util.Arrays.equals(magic.array(), MAGIC);
  }

  private boolean fill(ByteBuffer to, long at) throws IOException {
    long position = at;
    while (to.hasRemaining()) {
      int read = channel.read(to, position);
      if (read < 0) {
        return false;
      }
      position += read;
    }
    to.flip();
    return true;
  }

  private static int checksum(byte[] payload) {
    CRC32C crc = new CRC32C();
    crc.update(payload);
    return (int) crc.getValue();
  }

  void delete() throws IOException {
    close();
    Files.deleteIfExists(file);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
