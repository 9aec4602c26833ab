package io.hydrascope.agent.engine;

import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import java.util.Map;

/**
 * Keeps ONNX Runtime from reporting its use to its makers. From 1.29 on it does so outside Windows
 * too, with the command line of the process, on which it runs regular expressions that recurse once
 * a character: on a thread of 1 MB some 4,000 characters, as a few hundred sets or a class path
 * have, end the process with SIGSEGV. What Java offers comes after that.
 */
final class EngineTelemetry {
  private static final String DISABLED = "ORT_DISABLE_TELEMETRY";
  private static final String YES = "1";

  private EngineTelemetry() {}

  /**
   * To be called before ONNX Runtime is started.
   *
   * @throws EngineException if this process' environment cannot be changed
   */
  static void disable() {
    disable(System.getenv());
  }

  static void disable(Map<String, String> environment) {
    if (Platform.isWindows() || YES.equals(environment.get(DISABLED))) {
      return;
    }
    try {
      // ONNX Runtime reads the environment of the process, of which Java has a copy only.
      Object[] arguments = {DISABLED, YES, /* overwrite= */ 1};
      int failed = NativeLibrary.getProcess().getFunction("setenv").invokeInt(arguments);
      if (failed != 0) {
        throw new EngineException("setenv=%d: %s".formatted(failed, wayOut()));
      }
    } catch (UnsatisfiedLinkError e) {
      throw new EngineException("%s: %s".formatted(e.getMessage(), wayOut()), e);
    }
  }

  private static String wayOut() {
    return "cannot keep ONNX Runtime from reporting its use: set %s=%s in the environment"
        .formatted(DISABLED, YES);
  }
}
