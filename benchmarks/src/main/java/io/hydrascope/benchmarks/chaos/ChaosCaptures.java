package io.hydrascope.benchmarks.chaos;

import io.hydrascope.benchmarks.agent.MadeUpCaptures;
import io.hydrascope.schemas.CapturePlan;
import io.hydrascope.schemas.ResidualBasis;
import io.hydrascope.schemas.capture.Capture;
import io.hydrascope.schemas.capture.CaptureBatch;
import io.hydrascope.schemas.capture.CaptureRows;
import io.hydrascope.schemas.capture.CaptureSource;
import io.hydrascope.testkit.traffic.TestingCaptures;
import java.util.List;

/** One revision's seeded captures; a prompt was run at the same time whenever it is asked. */
final class ChaosCaptures implements MadeUpCaptures {
  private static final String PREFIX = "p";

  private final String revision;
  private final CaptureBatch first;

  ChaosCaptures(String revision) {
    this.revision = revision;
    first = batch(promptId(0));
  }

  static String promptId(int prompt) {
    return PREFIX + prompt;
  }

  private CaptureBatch batch(String promptId) {
    int prompt = Integer.parseInt(promptId.substring(PREFIX.length()));
    return TestingCaptures.batch(revision, List.of(prompt), TestingCaptures.ABLATED);
  }

  @Override
  public CaptureSource source() {
    return first.source();
  }

  @Override
  public CapturePlan plan() {
    return first.plan();
  }

  @Override
  public ResidualBasis basis() {
    return first.basis();
  }

  @Override
  public Capture capture(String promptId, long eventTimeMicros) {
    return batch(promptId).captures().get(0);
  }

  @Override
  public CaptureRows rows(String promptId) {
    return batch(promptId).rows();
  }
}
