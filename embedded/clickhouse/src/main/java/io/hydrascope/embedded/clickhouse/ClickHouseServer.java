package io.hydrascope.embedded.clickhouse;

import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import com.sun.jna.StringArray;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Main class of the ClickHouse child: clickhouse-local with its HTTP server open, until standard
 * input ends, which also happens when the parent dies.
 */
public final class ClickHouseServer {
  /** The second statement ends with standard input; the session and the server end with it. */
  private static final String SERVE_UNTIL_END_OF_INPUT =
      "SYSTEM START LISTEN HTTP; "
          + "SELECT count() FROM file('/dev/stdin', LineAsString, 'line String') FORMAT Null";

  private static final Duration SHUTDOWN_GRACE = Duration.ofSeconds(10);

  private static final String READABLE = "r:";
  private static final String WRITABLE = "w:";
  private static final int FIXED_ARGUMENTS = 4;

  private ClickHouseServer() {}

  /**
   * Arguments: the paths of libchdb and of the server's configuration, the port, the file that gets
   * how the engine is confined, then {@code r:PATH} and {@code w:PATH} of what it may read or
   * change.
   */
  public static void main(String[] arguments) throws IOException {
    haltSoonAfterParent();
    List<String> paths = List.of(arguments).subList(FIXED_ARGUMENTS, arguments.length);
    Confinement confinement =
        new Confinement(
            paths(READABLE, paths), paths(WRITABLE, paths), Integer.parseInt(arguments[2]));
    confinement.confine(Path.of(arguments[3]));
    NativeLibrary library = NativeLibrary.getInstance(arguments[0]);
    // The JVM keeps its own handlers for fatal signals.
    library.getFunction("chdb_set_signal_handlers_enabled").invokeVoid(new Object[] {0});
    String[] command = {
      "clickhouse-local", "--config-file=" + arguments[1], "--query=" + SERVE_UNTIL_END_OF_INPUT
    };
    Pointer result =
        library
            .getFunction("chdb_query_cmdline")
            .invokePointer(new Object[] {command.length, new StringArray(command, "UTF-8")});
    Pointer error = library.getFunction("chdb_result_error").invokePointer(new Object[] {result});
    if (error != null) {
      System.err.println(error.getString(0, "UTF-8"));
      System.exit(1);
    }
    System.exit(0);
  }

  private static List<Path> paths(String kind, List<String> arguments) {
    return arguments.stream()
        .filter(argument -> argument.startsWith(kind))
        .map(argument -> Path.of(argument.substring(kind.length())))
        .toList();
  }

  /** The engine stops by itself at the end of input, but a query may hold it up. */
  private static void haltSoonAfterParent() {
    ProcessHandle parent = ProcessHandle.current().parent().orElseThrow();
    Thread watchdog = new Thread(() -> haltSoonAfter(parent), "halt-soon-after-parent");
    watchdog.setDaemon(true);
    watchdog.start();
  }

  private static void haltSoonAfter(ProcessHandle parent) {
    parent.onExit().join();
    try {
      Thread.sleep(SHUTDOWN_GRACE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(1);
  }
}
