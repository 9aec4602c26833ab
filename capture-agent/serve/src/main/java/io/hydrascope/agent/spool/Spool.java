package io.hydrascope.agent.spool;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A queue on disk: records go in, are read in order, and stay until they are acknowledged. What a
 * killed process has appended is there for the next one; what it had acknowledged within the oldest
 * segment comes once more. One folder belongs to one process at a time. Thread-safe.
 */
public final class Spool implements Closeable {
  /** A segment is the least that is deleted, and the most that is read again after a kill. */
  private static final long SEGMENT_BYTES = 4L << 20;

  /** The most bytes of records that need not be read back from disk, since they are taken soon. */
  private static final long RECENT_BYTES = 16L << 20;

  private static final String ENDING = ".spool";

  private final Path folder;
  private final long limitBytes;
  private final FileChannel lock;
  private final Deque<OpenSegment> segments = new ArrayDeque<>();
  private final Map<Long, byte[]> recent = new HashMap<>(); // not taken yet
  private long recentBytes;
  private long appended; // records so far
  private long taken;
  private long acknowledged;
  private long usedBytes;
  private long recovered;
  private long unreadableBytes;
  private long nextFile;

  /** Records {@code first … first + offsets.size() - 1}. */
  private static final class OpenSegment {
    final SegmentFile file;
    final long first;
    final List<Long> offsets = new ArrayList<>();
    long end = SegmentFile.start();

    OpenSegment(SegmentFile file, long first) {
      this.file = file;
      this.first = first;
    }

    long next() {
      return first + offsets.size();
    }
  }

  /**
   * @param number counts from 0 in each process
   */
  public record Entry(long number, byte[] payload) {}

  private Spool(Path folder, long limitBytes, FileChannel lock) {
    this.folder = folder;
    this.limitBytes = limitBytes;
    this.lock = lock;
  }

  /**
   * @throws IOException if the folder cannot be used, or another process uses it
   */
  public static Spool open(Path folder, long limitBytes) throws IOException {
    Files.createDirectories(folder);
    FileChannel lock =
        FileChannel.open(
            folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    Spool spool = new Spool(folder, limitBytes, lock);
    try {
      if (!locks(lock)) {
        throw new IOException(
            folder + " is the spool of another agent that runs; give this one another folder");
      }
      spool.recover();
      return spool;
    } catch (IOException | RuntimeException e) {
      spool.close();
      throw e;
    }
  }

  private static boolean locks(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  private void recover() throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.list(folder)) {
      files = all.filter(file -> file.toString().endsWith(ENDING)).sorted().toList();
    }
    for (Path path : files) {
      SegmentFile file = SegmentFile.open(path);
      OpenSegment segment = new OpenSegment(file, appended);
      if (file.isSegment()) {
        readOffsets(segment);
      }
      unreadableBytes += Math.max(0, file.bytes() - segment.end);
      nextFile = number(path) + 1;
      if (segment.offsets.isEmpty()) {
        file.delete();
      } else {
        segments.add(segment);
        appended = segment.next();
        usedBytes += segment.end;
      }
    }
    recovered = appended;
  }

  private static long number(Path segment) throws IOException {
    String name = segment.getFileName().toString();
    try {
      return Long.parseLong(name.substring(0, name.length() - ENDING.length()));
    } catch (NumberFormatException e) {
      throw new IOException(segment + " is no segment of a spool; move it away", e);
    }
  }

  private static void readOffsets(OpenSegment segment) throws IOException {
    Optional<byte[]> record = segment.file.read(segment.end);
    while (record.isPresent()) {
      segment.offsets.add(segment.end);
      segment.end += SegmentFile.FRAME_BYTES + record.get().length;
      record = segment.file.read(segment.end);
    }
  }

  /**
   * Returns when the record would survive a kill of this process.
   *
   * @param payload the spool's own from now on
   * @throws SpoolFullException if it does not fit within the limit
   */
  public synchronized void append(byte[] payload) {
    long bytes = (long) SegmentFile.FRAME_BYTES + payload.length;
    if (usedBytes + SegmentFile.start() + bytes > limitBytes) {
      throw new SpoolFullException(
          "%s holds %d bytes of at most %d, a record of %d does not fit"
              .formatted(folder, usedBytes, limitBytes, bytes));
    }
    try {
      OpenSegment segment = writable();
      long end = segment.file.append(payload, segment.end);
      segment.offsets.add(segment.end);
      segment.end = end;
      usedBytes += bytes;
      if (recentBytes + payload.length <= RECENT_BYTES) {
        recent.put(appended, payload);
        recentBytes += payload.length;
      }
      appended++;
      notifyAll();
    } catch (IOException e) {
      throw new UncheckedIOException("spool " + folder + ": " + e.getMessage(), e);
    }
  }

  /** A new segment in each process: what another one left may end with half a record. */
  private OpenSegment writable() throws IOException {
    OpenSegment last = segments.peekLast();
    if (last != null && last.end < SEGMENT_BYTES && last.first >= recovered) {
      return last;
    }
    Path path = folder.resolve("%020d%s".formatted(nextFile++, ENDING));
    OpenSegment segment = new OpenSegment(SegmentFile.create(path), appended);
    segments.add(segment);
    usedBytes += SegmentFile.start();
    return segment;
  }

  /** The next record that was not taken; empty when none comes in time. */
  public synchronized Optional<Entry> take(Duration timeout) throws InterruptedException {
    long deadline = System.nanoTime() + timeout.toNanos();
    while (taken == appended) {
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        return Optional.empty();
      }
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
    long number = taken;
    taken++;
    byte[] payload = recent.remove(number);
    recentBytes -= payload == null ? 0 : payload.length;
    return Optional.of(new Entry(number, payload == null ? read(number) : payload));
  }

  private byte[] read(long number) {
    for (OpenSegment segment : segments) {
      if (number < segment.next()) {
        long at = segment.offsets.get((int) (number - segment.first));
        try {
          return segment
              .file
              .read(at)
              .orElseThrow(() -> new IOException("record " + number + " has changed on disk"));
        } catch (IOException e) {
          throw new UncheckedIOException("spool " + folder + ": " + e.getMessage(), e);
        }
      }
    }
    throw new IllegalStateException("record=" + number + " of " + appended);
  }

  /** Records from this one on are taken again. */
  public synchronized void rewind(long number) {
    taken = Math.min(taken, number);
    notifyAll();
  }

  /** All records before this one are delivered; their room is free once their segment is done. */
  public synchronized void acknowledge(long before) {
    acknowledged = Math.max(acknowledged, before);
    taken = Math.max(taken, acknowledged);
    try {
      while (!segments.isEmpty() && segments.peekFirst().next() <= acknowledged) {
        OpenSegment done = segments.removeFirst();
        done.file.delete();
        usedBytes -= done.end;
      }
    } catch (IOException e) {
      throw new UncheckedIOException("spool " + folder + ": " + e.getMessage(), e);
    }
    notifyAll();
  }

  /** Whether so much more fits now. */
  public synchronized boolean hasRoom(long bytes) {
    return usedBytes + bytes <= limitBytes;
  }

  /** Whether so much more fits, at the latest after the timeout. */
  public synchronized boolean awaitRoom(long bytes, Duration timeout) throws InterruptedException {
    long deadline = System.nanoTime() + timeout.toNanos();
    while (usedBytes + bytes > limitBytes) {
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        return false;
      }
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
    return true;
  }

  /** Whether everything was acknowledged, at the latest after the timeout. */
  public synchronized boolean awaitEmpty(Duration timeout) throws InterruptedException {
    long deadline = System.nanoTime() + timeout.toNanos();
    while (acknowledged < appended) {
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        return false;
      }
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
    return true;
  }

  /**
   * The bytes of all records that are not delivered, and of delivered ones in a segment with
   *
   * <p>others.
   */
  public synchronized long usedBytes() {
    return usedBytes;
  }

  public long limitBytes() {
    return limitBytes;
  }

  /** Records that are not acknowledged. */
  public synchronized long waiting() {
    return appended - acknowledged;
  }

  /** Records that an earlier process left here. */
  public long recovered() {
    return recovered;
  }

  /** The bytes of records that an earlier process was killed in. */
  public long unreadableBytes() {
    return unreadableBytes;
  }

  @Override
  public synchronized void close() throws IOException {
    for (OpenSegment segment : segments) {
      segment.file.close();
    }
    lock.close();
  }
}
