package io.hydrascope.http;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.io.ArrayByteBufferPool;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers HTTP/1.1 by its routes until it is closed. A connection that says nothing costs no
 * thread. Thread-safe; its threads are daemons.
 */
public final class WebServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WebServer.class);
  private static final int MOST_THREADS = 16;
  private static final int FEWEST_THREADS = 4;

  /** They read prompts, which may take seconds: all others must be free for the rest. */
  private static final int MOST_WORKERS = 8;

  private static final Duration THREAD_IDLE = Duration.ofMinutes(1);

  /** How long answers that are on their way may take when the server ends. */
  private static final Duration LAST_WORDS = Duration.ofSeconds(1);

  /** How long a connection without a request is kept when the server ends. */
  private static final Duration LAST_IDLE = Duration.ofMillis(50);

  private final Server server;
  private final InetSocketAddress address;

  private WebServer(Server server, InetSocketAddress address) {
    this.server = server;
    this.address = address;
  }

  /**
   * @param address where to listen; port 0 for a free one
   * @throws IOException naming the address if nothing can listen there
   */
  public static WebServer start(InetSocketAddress address, HttpLimits limits, HttpRoutes routes)
      throws IOException {
    Server server =
        new Server(
            threads("http", MOST_THREADS, FEWEST_THREADS),
            new ScheduledExecutorScheduler("http-timer", true),
            new ArrayByteBufferPool());
    ServerConnector connector =
        new ServerConnector(server, 1, 1, new HttpConnectionFactory(configuration(limits)));
    connector.setHost(address.getHostString());
    connector.setPort(address.getPort());
    connector.setIdleTimeout(limits.idle().toMillis());
    connector.setShutdownIdleTimeout(LAST_IDLE.toMillis());
    server.addConnector(connector);
    OpenConnections connections = new OpenConnections(limits.connections());
    connector.addBean(connections);
    QueuedThreadPool workers = threads("http-worker", MOST_WORKERS, 1);
    server.addBean(workers);
    server.setHandler(
        new GracefulHandler(
            new RouteHandler(limits, routes, new Caller(address), connections, workers)));
    server.setErrorHandler(new JsonErrors(limits));
    server.setStopTimeout(LAST_WORDS.toMillis());
    start(server, address);
    return new WebServer(
        server, new InetSocketAddress(connector.getHost(), connector.getLocalPort()));
  }

  private static void start(Server server, InetSocketAddress address) throws IOException {
    try {
      server.start();
    } catch (Exception e) {
      stop(server);
      throw new IOException(
          "cannot listen on %s:%d (%s): choose another port"
              .formatted(address.getHostString(), address.getPort(), root(e).getMessage()),
          e);
    }
  }

  private static Throwable root(Throwable error) {
    Throwable cause = error.getCause();
    return cause == null ? error : root(cause);
  }

  private static QueuedThreadPool threads(String name, int most, int fewest) {
    QueuedThreadPool threads = new QueuedThreadPool(most, fewest, (int) THREAD_IDLE.toMillis());
    threads.setName(name);
    threads.setDaemon(true);
    return threads;
  }

  private static HttpConfiguration configuration(HttpLimits limits) {
    HttpConfiguration configuration = new HttpConfiguration();
    configuration.setRequestHeaderSize(limits.headerBytes());
    configuration.setSendServerVersion(false);
    return configuration;
  }

  /** Where it listens. */
  public InetSocketAddress address() {
    return address;
  }

  /**
   * Takes no more requests, sends the answers that are on their way, and lets the port go. Who is
   * still connected after a second is cut off.
   */
  @Override
  public void close() {
    stop(server);
  }

  private static void stop(Server server) {
    try {
      server.stop();
    } catch (TimeoutException e) {
      LOG.debug("connections were open at the end", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      throw new IllegalStateException("the HTTP server did not end in order: " + e.getMessage(), e);
    }
  }
}
