package io.hydrascope.agent.engine;

import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What graphs run on. All are ONNX Runtime; the last two need a GPU of NVIDIA's. */
public enum Engine {
  CPU,
  CUDA,
  TENSORRT;

  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * @throws IllegalArgumentException naming the known ones
   */
  public static Engine parse(String text) {
    return Stream.of(values())
        .filter(engine -> engine.text().equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "engine=%s: %s"
                        .formatted(
                            text,
                            Stream.of(values())
                                .map(Engine::text)
                                .collect(Collectors.joining(", ")))));
  }
}
