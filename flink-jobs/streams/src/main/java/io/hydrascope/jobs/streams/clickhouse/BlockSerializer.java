package io.hydrascope.jobs.streams.clickhouse;

import io.hydrascope.storage.insert.TableBlock;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import net.jpountz.lz4.LZ4Factory;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * A block in a checkpoint, version 2. Texts are in Java's modified UTF-8 with their length before
 * them; integers are big-endian.
 *
 * <pre>
 * token · table · columns (int32) · column … · rows (int32) · bytes (int32) · Arrow stream as an LZ4 block
 * </pre>
 *
 * {@code bytes} are those of the Arrow stream.
 */
final class BlockSerializer implements SimpleVersionedSerializer<InsertBlock> {
  private static final int VERSION = 2;
  private static final int HEADER_BYTES = 4_096;
  private static final LZ4Factory LZ4 = LZ4Factory.fastestInstance();

  @Override
  public int getVersion() {
    return VERSION;
  }

  @Override
  public byte[] serialize(InsertBlock block) {
    return block.bytes();
  }

  @Override
  public InsertBlock deserialize(int version, byte[] serialized) throws IOException {
    if (version != VERSION) {
      throw new IOException(
          "block version=%d in the checkpoint; this job reads %d: go on with the program that wrote it, or start without it"
              .formatted(version, VERSION));
    }
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(serialized))) {
      return new InsertBlock(in.readUTF(), serialized);
    }
  }

  static byte[] pack(String token, TableBlock content) {
    byte[] packed = LZ4.fastCompressor().compress(content.arrowStream());
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(packed.length + HEADER_BYTES);
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeUTF(token);
      out.writeUTF(content.table());
      out.writeInt(content.columns().size());
      for (String column : content.columns()) {
        out.writeUTF(column);
      }
      out.writeInt(content.rows());
      out.writeInt(content.arrowStream().length);
      out.write(packed);
    } catch (IOException e) {
      throw new UncheckedIOException("a byte array cannot fail", e);
    }
    return bytes.toByteArray();
  }

  /** Reads a block of this version. */
  static TableBlock unpack(byte[] packed) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(packed))) {
      in.readUTF(); // The token.
      String table = in.readUTF();
      int count = in.readInt();
      List<String> columns = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        columns.add(in.readUTF());
      }
      int rows = in.readInt();
      int length = in.readInt();
      byte[] stream = LZ4.safeDecompressor().decompress(in.readAllBytes(), length);
      return new TableBlock(table, columns, stream, rows);
    } catch (IOException e) {
      throw new UncheckedIOException("block of " + packed.length + " bytes is cut off", e);
    }
  }
}
