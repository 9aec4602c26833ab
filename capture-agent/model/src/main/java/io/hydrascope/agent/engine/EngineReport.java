package io.hydrascope.agent.engine;

import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * What this build's ONNX Runtime is, once its native library is loaded.
 *
 * @param providers that the build brings, {@code cpu} among them; the machine may lack their parts
 */
public record EngineReport(String version, Set<String> providers) {

  /**
   * @throws LinkageError if the native library cannot be loaded here
   */
  public static EngineReport load() {
    Set<String> providers = new TreeSet<>();
    OnnxRuntime.providers()
        .forEach(provider -> providers.add(provider.name().toLowerCase(Locale.ROOT)));
    return new EngineReport(OnnxRuntime.version(), providers);
  }
}
