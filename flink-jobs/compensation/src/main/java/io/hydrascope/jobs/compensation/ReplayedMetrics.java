package io.hydrascope.jobs.compensation;

import io.hydrascope.analysis.ComponentAccount;
import io.hydrascope.analysis.RelativeHistogram;
import io.hydrascope.storage.ClickHouseEndpoint;
import io.hydrascope.storage.replay.ReplayedStates;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What the newest replay found, from which each key counts on.
 *
 * @param generation 0 before the first replay
 * @param switchedAtMillis when it took the place of what was before
 */
record ReplayedMetrics(
    int generation, long switchedAtMillis, Map<String, Map<String, String>> states) {

  /** Opens it where the operator runs. */
  interface Opener extends Serializable {
    /**
     * @param keys those that are wanted
     */
    ReplayedMetrics open(Predicate<String> keys) throws InterruptedException;
  }

  /**
   * A key's state, as base64 of
   *
   * <pre>
   * version                 1 byte, 1
   * emittedAtMicros         8 bytes, like all numbers big endian
   * moments, lines,         each 4 bytes count, then 8 bytes a number
   * synergy, halves
   * drops                   4 bytes count, then 4 bytes a bucket, then 8 bytes a weight
   * </pre>
   */
  record State(ComponentAccount.State account, long emittedAtMicros) {
    private static final int VERSION = 1;

    String text() {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (DataOutputStream out = new DataOutputStream(bytes)) {
        out.writeByte(VERSION);
        out.writeLong(emittedAtMicros);
        write(out, account.moments());
        write(out, account.lines());
        write(out, account.synergy());
        write(out, account.halves());
        int[] buckets = account.drops().buckets();
        out.writeInt(buckets.length);
        for (int bucket : buckets) {
          out.writeInt(bucket);
        }
        for (double weight : account.drops().weights()) {
          out.writeDouble(weight);
        }
      } catch (IOException e) {
        throw new UncheckedIOException("a byte array cannot fail", e);
      }
      return Base64.getEncoder().encodeToString(bytes.toByteArray());
    }

    private static void write(DataOutputStream out, double[] numbers) throws IOException {
      out.writeInt(numbers.length);
      for (double number : numbers) {
        out.writeDouble(number);
      }
    }

    /**
     * @throws IllegalArgumentException if it is not what {@link #text} writes
     */
    static State parse(String text) {
      byte[] bytes = Base64.getDecoder().decode(text);
      try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
        int version = in.readByte();
        if (version != VERSION) {
          throw new IllegalArgumentException(
              "state of version=%d, this program reads %d".formatted(version, VERSION));
        }
        long emittedAtMicros = in.readLong();
        double[] moments = numbers(in, in.readInt());
        double[] lines = numbers(in, in.readInt());
        double[] synergy = numbers(in, in.readInt());
        double[] halves = numbers(in, in.readInt());
        int[] buckets = new int[in.readInt()];
        for (int i = 0; i < buckets.length; i++) {
          buckets[i] = in.readInt();
        }
        RelativeHistogram drops = new RelativeHistogram(buckets, numbers(in, buckets.length));
        return new State(
            new ComponentAccount.State(moments, lines, synergy, halves, drops), emittedAtMicros);
      } catch (IOException e) {
        throw new IllegalArgumentException(
            "state of %d bytes is cut off".formatted(bytes.length), e);
      }
    }

    private static double[] numbers(DataInputStream in, int count) throws IOException {
      double[] numbers = new double[count];
      for (int i = 0; i < count; i++) {
        numbers[i] = in.readDouble();
      }
      return numbers;
    }
  }

  static ReplayedMetrics none() {
    return new ReplayedMetrics(0, 0, Map.of());
  }

  /** Waits until the server answers: without its answer nothing could be counted rightly. */
  static Opener in(ClickHouseEndpoint endpoint) {
    return keys -> new Waiting(endpoint).open(keys);
  }

  Optional<State> all(String keyText) {
    return Optional.ofNullable(windows(keyText).get(CaptureSums.ALL)).map(State::parse);
  }

  /** By the names of the operator's state, without that of all time. */
  Map<String, State> openWindows(String keyText) {
    Map<String, State> open = new HashMap<>();
    windows(keyText)
        .forEach(
            (window, text) -> {
              if (!window.equals(CaptureSums.ALL)) {
                open.put(window, State.parse(text));
              }
            });
    return open;
  }

  private Map<String, String> windows(String keyText) {
    return states.getOrDefault(keyText, Map.of());
  }

  private record Waiting(ClickHouseEndpoint endpoint) {
    private static final int ATTEMPTS = 120;
    private static final long PAUSE_MILLIS = 1_000;

    ReplayedMetrics open(Predicate<String> keys) throws InterruptedException {
      SQLException last = null;
      for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
        try {
          ReplayedStates newest = ReplayedStates.newest(endpoint);
          Map<String, Map<String, String>> own = new HashMap<>(newest.states());
          own.keySet().removeIf(keys.negate());
          return new ReplayedMetrics(newest.generation(), newest.switchedAtMillis(), own);
        } catch (SQLException e) {
          last = e;
          Thread.sleep(PAUSE_MILLIS);
        }
      }
      throw new IllegalStateException(endpoint + " did not tell its newest replay", last);
    }
  }
}
