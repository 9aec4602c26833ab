package io.hydrascope.agent.engine;

/**
 * The engine that golden fixtures run on: {@code -Dhydrascope.engine} and {@code
 * -Dhydrascope.precision}, by default the CPU in fp32.
 */
public final class TestingEngine {
  /** Of an fp32 run against a float64 one, relative to the logit's magnitude. */
  private static final double FP32_TOLERANCE = 2e-5;

  private static final int THREADS = 2;

  private TestingEngine() {}

  public static EngineOptions options() {
    Engine engine = Engine.parse(System.getProperty("hydrascope.engine", "cpu"));
    return new EngineOptions(THREADS, 512L << 20).on(engine, precision());
  }

  /** Stated before any such run: narrower types may be off as far as a model's own check allows. */
  public static double tolerance() {
    return precision() == Precision.FP32 ? FP32_TOLERANCE : precision().tolerance();
  }

  /** Only then is every token's rank determined. */
  public static boolean isExact() {
    return precision() == Precision.FP32;
  }

  private static Precision precision() {
    return Precision.parse(System.getProperty("hydrascope.precision", "fp32"));
  }
}
