package io.hydrascope.http;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.io.Content;

/**
 * Reads a body as it comes; no thread waits for it. Of one that is too large, or for which there is
 * no room, the rest is read and dropped, up to a bound: a client that still sends would not see the
 * answer.
 */
final class BodyReader implements Runnable {
  /** So many times the limit are read before the connection is cut. */
  private static final int MOST_DROPPED = 16;

  private final Content.Source source;
  private final int limitBytes;
  private final BodyBudget budget;
  private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
  private final CompletableFuture<byte[]> body = new CompletableFuture<>();
  private long bytes;
  private boolean hasRoom = true; // guarded by this, as the two below
  private boolean released;
  private long taken;

  BodyReader(Content.Source source, int limitBytes, BodyBudget budget) {
    this.source = source;
    this.limitBytes = limitBytes;
    this.budget = budget;
  }

  /**
   * Begins to read.
   *
   * @return fails with an {@link HttpException} where the body is larger than the limit, or there
   *     is no room for it
   */
  CompletableFuture<byte[]> read() {
    run();
    return body;
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

  private synchronized void keep(ByteBuffer content) {
    int length = content.remaining();
    bytes += length;
    if (bytes > limitBytes || !hasRoom || released) {
      return;
    }
    hasRoom = budget.take(length);
    if (hasRoom) {
      taken += length;
      byte[] part = new byte[length];
      content.get(part);
      kept.writeBytes(part);
    }
  }

  private synchronized void complete() {
    if (bytes > limitBytes) {
      body.completeExceptionally(new HttpException.RuntimeException(413));
    } else if (!hasRoom) {
      body.completeExceptionally(new HttpException.RuntimeException(429));
    } else {
      body.complete(kept.toByteArray());
    }
  }

  /** Nobody needs the body any more; what still comes is dropped. */
  synchronized void release() {
    released = true;
    budget.giveBack(taken);
    taken = 0;
    kept.reset();
  }
}
