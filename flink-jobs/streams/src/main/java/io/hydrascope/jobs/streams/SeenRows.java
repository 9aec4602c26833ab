package io.hydrascope.jobs.streams;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Which rows of a capture came: of each place (a readout and a donor) the units of the capture's
 * plan. Mutable. As bytes, version 1; numbers are unsigned LEB128 but for the time, which is
 * big-endian:
 *
 * <pre>
 * 1 · since (8 bytes, ms) · groups · group …
 * group: bytes of units · unit bits, lowest first · places · place …
 * place: position, as its distance from the one before, zigzag · (donor + 1)
 * </pre>
 *
 * Places with the same units are one group: the rows of a whole batch usually are.
 */
final class SeenRows {
  private static final int VERSION = 1;
  private static final int LOW_BITS = 0x7f;
  private static final int MORE = 0x80;
  private static final int BITS = 7;

  private final Map<Long, BitSet> units = new LinkedHashMap<>(); // place → units of the plan
  private long sinceMillis;

  SeenRows(long sinceMillis) {
    this.sinceMillis = sinceMillis;
  }

  static long place(int position, int donor) {
    return ((long) position << Integer.SIZE) | Integer.toUnsignedLong(donor);
  }

  /** When the first came. */
  long sinceMillis() {
    return sinceMillis;
  }

  boolean isEmpty() {
    return units.isEmpty();
  }

  /** Whether it had not come before. */
  boolean mark(long place, int unit) {
    BitSet known = units.computeIfAbsent(place, unused -> new BitSet());
    boolean isFresh = !known.get(unit);
    known.set(unit);
    return isFresh;
  }

  byte[] bytes() {
    Map<BitSet, ByteArrayOutputStream> places = new LinkedHashMap<>();
    Map<BitSet, int[]> counted = new LinkedHashMap<>(); // units → how many, last position
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      for (Map.Entry<Long, BitSet> entry : units.entrySet()) {
        int[] soFar = counted.computeIfAbsent(entry.getValue(), unused -> new int[2]);
        DataOutputStream group =
            new DataOutputStream(
                places.computeIfAbsent(entry.getValue(), unused -> new ByteArrayOutputStream()));
        int position = (int) (entry.getKey() >> Integer.SIZE);
        int distance = position - soFar[1];
        write(group, (distance << 1) ^ (distance >> (Integer.SIZE - 1)));
        write(group, entry.getKey().intValue() + 1);
        soFar[0]++;
        soFar[1] = position;
      }
      out.writeByte(VERSION);
      out.writeLong(sinceMillis);
      write(out, places.size());
      for (Map.Entry<BitSet, ByteArrayOutputStream> group : places.entrySet()) {
        byte[] bits = group.getKey().toByteArray();
        write(out, bits.length);
        out.write(bits);
        write(out, counted.getOrDefault(group.getKey(), new int[2])[0]);
        group.getValue().writeTo(out);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("a byte array cannot fail", e);
    }
    return bytes.toByteArray();
  }

  /**
   * Adds what {@link #bytes} wrote.
   *
   * @throws IllegalStateException if another version wrote it
   */
  void add(byte[] written) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(written))) {
      int version = in.readByte();
      if (version != VERSION) {
        throw new IllegalStateException(
            "rows that were seen, version=%d; this job reads %d: go on with the program that wrote them, or start without its state"
                .formatted(version, VERSION));
      }
      sinceMillis = Math.min(sinceMillis, in.readLong());
      int groups = read(in);
      for (int group = 0; group < groups; group++) {
        readGroup(in);
      }
    } catch (IOException e) {
      throw new IllegalStateException(
          "rows that were seen: %d bytes are cut off".formatted(written.length), e);
    }
  }

  private void readGroup(DataInputStream in) throws IOException {
    BitSet bits = BitSet.valueOf(in.readNBytes(read(in)));
    int count = read(in);
    int position = 0;
    for (int i = 0; i < count; i++) {
      int distance = read(in);
      position += (distance >>> 1) ^ -(distance & 1);
      long place = place(position, read(in) - 1);
      units.computeIfAbsent(place, unused -> new BitSet()).or(bits);
    }
  }

  private static void write(DataOutputStream out, int number) throws IOException {
    int rest = number;
    while ((rest & ~LOW_BITS) != 0) {
      out.writeByte((rest & LOW_BITS) | MORE);
      rest >>>= BITS;
    }
    out.writeByte(rest);
  }

  private static int read(DataInputStream in) throws IOException {
    int number = 0;
    for (int shift = 0; shift < Integer.SIZE; shift += BITS) {
      int next = in.readUnsignedByte();
      number |= (next & LOW_BITS) << shift;
      if ((next & MORE) == 0) {
        return number;
      }
    }
    throw new IOException("a number of more than 32 bits");
  }
}
