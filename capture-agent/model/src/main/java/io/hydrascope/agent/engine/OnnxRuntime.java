package io.hydrascope.agent.engine;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtProvider;
import java.util.EnumSet;
import java.util.Set;

/**
 * Starts DJL's ONNX Runtime engine, once in a JVM, with one pool of threads for all sessions:
 * sessions with pools of their own would fight for the processors.
 */
final class OnnxRuntime {
  static final String NAME = "OnnxRuntime";

  private static int startedThreads;

  private OnnxRuntime() {}

  static synchronized void start(int threads) {
    if (startedThreads == 0) {
      EngineTelemetry.disable();
      // DJL would otherwise report its use to its makers from some clouds.
      System.setProperty("ai.djl.offline", "true");
      System.setProperty("ai.djl.onnxruntime.num_threads", Integer.toString(threads));
      System.setProperty("ai.djl.onnxruntime.num_interop_threads", "1");
      ai.djl.engine.Engine.getEngine(NAME);
      startedThreads = threads;
    }
    if (startedThreads != threads) {
      throw new IllegalArgumentException(
          "threads=%d: this JVM's engine runs with %d since its first model"
              .formatted(threads, startedThreads));
    }
  }

  /** What this build of ONNX Runtime brings; whether it can be loaded here is another question. */
  static Set<OrtProvider> providers() {
    return EnumSet.copyOf(OrtEnvironment.getAvailableProviders());
  }

  /** From its jar: an environment that is made to be asked would have no pool of threads. */
  static String version() {
    String version = OrtEnvironment.class.getPackage().getImplementationVersion();
    return version == null ? "of an unknown version" : version;
  }
}
