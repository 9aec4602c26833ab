package io.hydrascope.http;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.io.Content;

/**
 * Reads a body as it comes; no thread waits for it. Of one that is too large the rest is read and
 * dropped, up to a bound: a client that still sends would not see the answer.
 */
final class BodyReader implements Runnable {
  /** So many times the limit are read before the connection is cut. */
  private static final int MOST_DROPPED = 16;

  private final Content.Source source;
  private final int limitBytes;
  private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
  private final CompletableFuture<byte[]> body = new CompletableFuture<>();
  private long bytes;

  private BodyReader(Content.Source source, int limitBytes) {
    this.source = source;
    this.limitBytes = limitBytes;
  }

  /**
   * @return fails with an {@link HttpException} where the body is larger than the limit
   */
  static CompletableFuture<byte[]> read(Content.Source source, int limitBytes) {
    BodyReader reader = new BodyReader(source, limitBytes);
    reader.run();
    return reader.body;
  }

  @Override
  public void run() {
    while (true) {
      Content.Chunk chunk = source.read();
      if (chunk == null) {
        source.demand(this);
        return;
      }
      if (Content.Chunk.isFailure(chunk)) {
        body.completeExceptionally(chunk.getFailure());
        return;
      }
      keep(chunk.getByteBuffer());
      boolean last = chunk.isLast();
      chunk.release();
      if (last || bytes > (long) limitBytes * MOST_DROPPED) {
        complete();
        return;
      }
    }
  }

  private void keep(ByteBuffer content) {
    byte[] part = new byte[content.remaining()];
    content.get(part);
    bytes += part.length;
    if (bytes <= limitBytes) {
      kept.writeBytes(part);
    }
  }

  private void complete() {
    if (bytes > limitBytes) {
      body.completeExceptionally(new HttpException.RuntimeException(413));
    } else {
      body.complete(kept.toByteArray());
    }
  }
}
