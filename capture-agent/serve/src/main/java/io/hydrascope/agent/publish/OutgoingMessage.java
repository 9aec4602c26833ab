package io.hydrascope.agent.publish;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A message on its way to a topic. On disk, texts in Java's modified UTF-8 with their length before
 * them, integers big-endian:
 *
 * <pre>
 * topic · key · headers (int32) · (name · length (int32) · bytes)… · length (int32) · value
 * </pre>
 */
record OutgoingMessage(String topic, String key, Map<String, byte[]> headers, byte[] value) {
  private static final int ENVELOPE_BYTES = 1_024;

  byte[] toBytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(value.length + ENVELOPE_BYTES);
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeUTF(topic);
      out.writeUTF(key);
      out.writeInt(headers.size());
      for (Map.Entry<String, byte[]> header : headers.entrySet()) {
        out.writeUTF(header.getKey());
        write(out, header.getValue());
      }
      write(out, value);
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
      return new OutgoingMessage(topic, key, headers, in.readNBytes(in.readInt()));
    } catch (IOException e) {
      throw new UncheckedIOException("a spooled message is unreadable", e);
    }
  }
}
