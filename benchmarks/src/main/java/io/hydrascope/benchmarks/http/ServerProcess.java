package io.hydrascope.benchmarks.http;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** An {@link AnsweringServer} in a process that ends with this one. */
record ServerProcess(String name, Process process, URI address) implements AutoCloseable {
  /**
   * @param option of its Java
   */
  static ServerProcess start(String name, String kind, String option) throws IOException {
    Process process =
        new ProcessBuilder(
                List.of(
                    ProcessHandle.current().info().command().orElse("java"),
                    option,
                    "-cp",
                    System.getProperty("java.class.path"),
                    AnsweringServer.class.getName(),
                    kind))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String port = process.inputReader(StandardCharsets.UTF_8).readLine();
    if (port == null) {
      throw new IOException("the server %s ended before it listened".formatted(name));
    }
    return new ServerProcess(name, process, URI.create("http://127.0.0.1:" + port.strip()));
  }

  @Override
  public void close() {
    process.destroy();
  }
}
