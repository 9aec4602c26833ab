package io.hydrascope.schemas.capture;

import static io.hydrascope.schemas.capture.BadCaptureException.Reason.NOT_ARROW;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.arrow.flatbuf.Field;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.flatbuf.RecordBatch;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorLoader;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.ipc.message.MessageSerializer;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * The two frames of a capture message, a schema and a record batch, read with every length checked
 * before it is believed.
 *
 * <p>Arrow's own stream reader allocates what a length field asks for and leaks the body of a batch
 * that it fails to load, so a hostile message could exhaust a job's memory.
 *
 * <pre>
 * 0xFFFFFFFF · metadata length (int32) · metadata · body     twice, then length 0
 * </pre>
 */
final class ArrowFrames {
  private static final int CONTINUATION = -1;

  /** More columns than a layout of ours has. */
  private static final int MOST_FIELDS = 32;

  private static final int MOST_BUFFERS = 4 * MOST_FIELDS;

  private final ByteBuffer bytes;

  ArrowFrames(byte[] value) {
    bytes = ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** What to do with the loaded batch while its memory lives. */
  interface BatchReader<T> {
    T read(VectorSchemaRoot root);
  }

  <T> T read(BufferAllocator allocator, BatchReader<T> reader) throws IOException {
    Message description = next(MessageHeader.Schema);
    requirePlain(
        (org.apache.arrow.flatbuf.Schema)
            description.header(new org.apache.arrow.flatbuf.Schema()));
    Schema schema = MessageSerializer.deserializeSchema(description);
    Message message = next(MessageHeader.RecordBatch);
    int bodyBytes = (int) message.bodyLength();
    ArrowBuf body = allocator.buffer(bodyBytes);
    try (VectorSchemaRoot root = VectorSchemaRoot.create(schema, allocator)) {
      body.setBytes(0, bytes.array(), bytes.position() - bodyBytes, bodyBytes);
      RecordBatch header = (RecordBatch) message.header(new RecordBatch());
      requireAtMost(MOST_BUFFERS, header.nodesLength(), "nodes");
      requireAtMost(MOST_BUFFERS, header.buffersLength(), "buffers");
      try (ArrowRecordBatch batch = MessageSerializer.deserializeRecordBatch(header, body)) {
        new VectorLoader(root).load(batch);
      }
      return reader.read(root);
    } finally {
      while (body.refCnt() > 0) {
        body.getReferenceManager().release();
      }
    }
  }

  /** The next frame's header; the position moves behind its body. */
  private Message next(byte type) {
    if (bytes.remaining() < 2 * Integer.BYTES || bytes.getInt() != CONTINUATION) {
      throw new BadCaptureException(NOT_ARROW, "no Arrow frame before byte " + bytes.position());
    }
    int metadataBytes = bytes.getInt();
    requireWithin(metadataBytes, bytes.remaining(), "metadata");
    Message message = Message.getRootAsMessage(bytes.slice().order(ByteOrder.LITTLE_ENDIAN));
    if (message.headerType() != type) {
      throw new BadCaptureException(
          NOT_ARROW, "frame type=" + message.headerType() + ", expected " + type);
    }
    requireWithin(message.bodyLength(), (long) bytes.remaining() - metadataBytes, "body");
    bytes.position(bytes.position() + metadataBytes + (int) message.bodyLength());
    return message;
  }

  /**
   * A few bytes can describe columns without number or end, since descriptions may be shared: what
   * is not flat and short is not read.
   */
  private static void requirePlain(org.apache.arrow.flatbuf.Schema schema) {
    requireAtMost(MOST_FIELDS, schema.fieldsLength(), "columns");
    requireAtMost(1, schema.customMetadataLength(), "descriptions");
    for (int i = 0; i < schema.fieldsLength(); i++) {
      Field column = schema.fields(i);
      requireAtMost(1, column.childrenLength(), "children of a column");
      requireAtMost(0, column.customMetadataLength(), "descriptions of a column");
      for (int child = 0; child < column.childrenLength(); child++) {
        requireAtMost(0, column.children(child).childrenLength(), "children of a list's item");
        requireAtMost(
            0, column.children(child).customMetadataLength(), "descriptions of a list's item");
      }
    }
  }

  private static void requireAtMost(int most, int found, String what) {
    if (found > most) {
      throw new BadCaptureException(NOT_ARROW, "%s=%d, at most %d".formatted(what, found, most));
    }
  }

  private static void requireWithin(long length, long left, String what) {
    if (length < 0 || length > left) {
      throw new BadCaptureException(
          NOT_ARROW, "%s length=%d with %d bytes left".formatted(what, length, left));
    }
  }
}
