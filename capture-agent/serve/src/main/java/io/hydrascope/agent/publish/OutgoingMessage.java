package io.hydrascope.agent.publish;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A message on its way to a topic. On disk, texts in Java's modified UTF-8 with their length before
 * them, integers big-endian:
 *
 * <pre>
 * topic · key · headers (int32) · (name · length (int32) · bytes)… · length (int32) · value
 * </pre>
 *
 * @param value null where the message has none; its length on disk is then -1
 */
record OutgoingMessage(
    String topic, String key, Map<String, byte[]> headers, byte @Nullable [] value) {
  private static final int NO_VALUE = -1;

  /** Copies the value once: it may have a megabyte. */
  byte[] toBytes() {
    byte[] head = head();
    if (value == null) {
      return head;
    }
    byte[] bytes = Arrays.copyOf(head, head.length + value.length);
    System.arraycopy(value, 0, bytes, head.length, value.length);
    return bytes;
  }

  /** All before the value. */
  private byte[] head() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeUTF(topic);
      out.writeUTF(key);
      out.writeInt(headers.size());
      for (Map.Entry<String, byte[]> header : headers.entrySet()) {
        out.writeUTF(header.getKey());
        write(out, header.getValue());
      }
      out.writeInt(value == null ? NO_VALUE : value.length);
    } catch (IOException e) {
      throw new UncheckedIOException("a byte array cannot fail", e);
    }
    return bytes.toByteArray();
  }

  private static void write(DataOutputStream out, byte[] bytes) throws IOException {
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  /**
   * @throws UncheckedIOException if these are no message's bytes
   */
  static OutgoingMessage of(byte[] bytes) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      String topic = in.readUTF();
      String key = in.readUTF();
      Map<String, byte[]> headers = new LinkedHashMap<>();
      for (int left = in.readInt(); left > 0; left--) {
        headers.put(in.readUTF(), in.readNBytes(in.readInt()));
      }
      int length = in.readInt();
      byte[] value = length == NO_VALUE ? null : in.readNBytes(length);
      return new OutgoingMessage(topic, key, headers, value);
    } catch (IOException e) {
      throw new UncheckedIOException("a spooled message is unreadable", e);
    }
  }
}
