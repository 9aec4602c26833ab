package io.hydrascope.benchmarks;

import io.hydrascope.platform.Home;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code ./hydrascope} as anybody starts it, in a process of its own that ends with this one. */
public final class CommandProcess {
  private CommandProcess() {}

  /**
   * @param log to which it says what it has to say
   */
  public static Process start(List<String> arguments, Path log) throws IOException {
    List<String> command = new ArrayList<>(arguments);
    command.add(0, Home.directory().resolve("hydrascope").toString());
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(Redirect.appendTo(log.toFile()))
            .start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroy, "end of " + log));
    return process;
  }
}
