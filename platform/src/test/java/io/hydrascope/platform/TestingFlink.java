package io.hydrascope.platform;

import com.sun.net.httpserver.HttpServer;
import io.hydrascope.embedded.FlinkAccess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A Flink's REST interface that answers what the test says. */
final class TestingFlink implements AutoCloseable {
  private static final byte[] LOCALHOST = {127, 0, 0, 1};

  private final Map<String, String> answers = new ConcurrentHashMap<>();
  private final HttpServer server;

  TestingFlink() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getByAddress(LOCALHOST), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext(
        "/",
        exchange -> {
          String answer = answers.getOrDefault(exchange.getRequestURI().getPath(), "{}");
          byte[] body = answer.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    jobs();
    slots(1, 6);
  }

  FlinkAccess access() {
    return FlinkAccess.of(URI.create("http://127.0.0.1:" + server.getAddress().getPort()));
  }

  /** In the order in which they were started, each as {@code name=state}. */
  void jobs(String... jobs) {
    StringBuilder list = new StringBuilder();
    for (int i = 0; i < jobs.length; i++) {
      String[] job = jobs[i].split("=", 2);
      list.append(list.isEmpty() ? "" : ",")
          .append(
              "{\"jid\":\"%s\",\"name\":\"%s\",\"state\":\"%s\",\"start-time\":%d}"
                  .formatted("id" + i, job[0], job[1], i + 1));
    }
    answers.put("/jobs/overview", "{\"jobs\":[" + list + "]}");
  }

  void slots(int taskManagers, int slots) {
    answers.put(
        "/overview",
        "{\"flink-version\":\"2\",\"taskmanagers\":%d,\"slots-total\":%d,\"slots-available\":0}"
            .formatted(taskManagers, slots));
  }

  /** What the job that was named at that place does. */
  void progress(int job, int running, int tasks, long checkpointMillis) {
    answers.put(
        "/jobs/id" + job,
        "{\"vertices\":[{\"parallelism\":%d,\"tasks\":{\"RUNNING\":%d}}]}"
            .formatted(tasks, running));
    answers.put(
        "/jobs/id" + job + "/checkpoints",
        "{\"latest\":{\"completed\":{\"trigger_timestamp\":%d}}}".formatted(checkpointMillis));
  }

  /** The stack trace of the failure that ended the job. */
  void failure(int job, String trace) {
    answers.put(
        "/jobs/id" + job + "/exceptions",
        "{\"root-exception\":\"%s\"}".formatted(trace.replace("\n", "\\n").replace("\t", "\\t")));
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
