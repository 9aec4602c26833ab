package io.hydrascope.benchmarks.chaos;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Passes connections of 127.0.0.1 on to another port, as slowly as it is told. */
final class ThrottledProxy implements Closeable {
  private static final byte[] ADDRESS = {127, 0, 0, 1};
  private static final int CHUNK_BYTES = 8 << 10;
  private static final long UNLIMITED = Long.MAX_VALUE;

  private final ServerSocket server;
  private final int targetPort;
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "proxy");
            thread.setDaemon(true);
            return thread;
          });
  private volatile long bytesPerSecond = UNLIMITED;

  ThrottledProxy(int targetPort) throws IOException {
    this.targetPort = targetPort;
    server = new ServerSocket(0, 50, InetAddress.getByAddress(ADDRESS));
    threads.execute(this::accept);
  }

  int port() {
    return server.getLocalPort();
  }

  /** Limits each connection from now on, those that are open too. */
  void limit(long newBytesPerSecond) {
    bytesPerSecond = newBytesPerSecond;
  }

  void unlimit() {
    bytesPerSecond = UNLIMITED;
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        threads.execute(() -> join(client));
      } catch (IOException e) {
        if (!server.isClosed()) {
          throw new IllegalStateException("proxy port=" + port() + " accepts no more", e);
        }
      }
    }
  }

  /** A target that is away closes the connection, as its own port would. */
  private void join(Socket client) {
    try (client;
        Socket target = new Socket(InetAddress.getByAddress(ADDRESS), targetPort)) {
      threads.execute(() -> pump(target, client));
      pump(client, target);
    } catch (IOException e) {
      // The client sees its connection end.
    }
  }

  private void pump(Socket from, Socket to) {
    byte[] chunk = new byte[CHUNK_BYTES];
    try (InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream()) {
      int length;
      while ((length = in.read(chunk)) >= 0) {
        long limit = bytesPerSecond;
        if (limit != UNLIMITED) {
          Thread.sleep(length * 1_000L / limit);
        }
        out.write(chunk, 0, length);
      }
    } catch (IOException e) {
      // Both ends see their connection end.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    threads.shutdownNow();
  }
}
