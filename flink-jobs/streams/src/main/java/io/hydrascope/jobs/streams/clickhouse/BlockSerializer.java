package io.hydrascope.jobs.streams.clickhouse;

import io.hydrascope.storage.insert.TableBlock;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * A block in a checkpoint, version 1. Texts are in Java's modified UTF-8 with their length before
 * them; integers are big-endian.
 *
 * <pre>
 * token · table · columns (int32) · column … · rows (int32) · bytes (int32) · Arrow stream
 * </pre>
 */
final class BlockSerializer implements SimpleVersionedSerializer<Block> {
  private static final int VERSION = 1;
  private static final int HEADER_BYTES = 4_096;

  @Override
  public int getVersion() {
    return VERSION;
  }

  @Override
  public byte[] serialize(Block block) throws IOException {
    TableBlock content = block.content();
    ByteArrayOutputStream bytes =
        new ByteArrayOutputStream(content.arrowStream().length + HEADER_BYTES);
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeUTF(block.token());
      out.writeUTF(content.table());
      out.writeInt(content.columns().size());
      for (String column : content.columns()) {
        out.writeUTF(column);
      }
      out.writeInt(content.rows());
      out.writeInt(content.arrowStream().length);
      out.write(content.arrowStream());
    }
    return bytes.toByteArray();
  }

  @Override
  public Block deserialize(int version, byte[] serialized) throws IOException {
    if (version != VERSION) {
      throw new IOException("block version=" + version + "; this job knows " + VERSION);
    }
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(serialized))) {
      String token = in.readUTF();
      String table = in.readUTF();
      int count = in.readInt();
      List<String> columns = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        columns.add(in.readUTF());
      }
      int rows = in.readInt();
      byte[] arrowStream = in.readNBytes(in.readInt());
      return new Block(token, new TableBlock(table, columns, arrowStream, rows));
    }
  }
}
