package io.hydrascope.schemas.capture;

import static io.hydrascope.schemas.capture.BadCaptureException.Reason.NOT_ARROW;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
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

  private final ByteBuffer bytes;

  ArrowFrames(byte[] value) {
    bytes = ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** What to do with the loaded batch while its memory lives. */
  interface BatchReader<T> {
    T read(VectorSchemaRoot root);
  }

  <T> T read(BufferAllocator allocator, BatchReader<T> reader) throws IOException {
    Schema schema = MessageSerializer.deserializeSchema(next(MessageHeader.Schema));
    Message message = next(MessageHeader.RecordBatch);
    int bodyBytes = (int) message.bodyLength();
    ArrowBuf body = allocator.buffer(bodyBytes);
    try (VectorSchemaRoot root = VectorSchemaRoot.create(schema, allocator)) {
      body.setBytes(0, bytes.array(), bytes.position() - bodyBytes, bodyBytes);
      RecordBatch header = (RecordBatch) message.header(new RecordBatch());
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

  private static void requireWithin(long length, long left, String what) {
    if (length < 0 || length > left) {
      throw new BadCaptureException(
          NOT_ARROW, "%s length=%d with %d bytes left".formatted(what, length, left));
    }
  }
}
