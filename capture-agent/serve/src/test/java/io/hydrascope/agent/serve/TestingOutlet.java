package io.hydrascope.agent.serve;

import io.hydrascope.agent.publish.CaptureOutlet;
import io.hydrascope.schemas.capture.Capture;
import io.hydrascope.schemas.capture.CaptureBatch;
import io.hydrascope.schemas.capture.VectorBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Keeps what was published: prompt ids, one list a message. */
final class TestingOutlet implements CaptureOutlet {
  final List<List<String>> messages = new ArrayList<>();
  Runnable beforePublish = () -> {};
  Runnable whenFlushed = () -> {};
  volatile Optional<String> trouble = Optional.empty();

  @Override
  public void publish(CaptureBatch batch) {
    beforePublish.run();
    messages.add(batch.captures().stream().map(Capture::promptId).toList());
  }

  @Override
  public void publish(VectorBatch batch) {
    throw new AssertionError("no vectors were sampled");
  }

  @Override
  public void flush() {
    whenFlushed.run();
  }

  @Override
  public Optional<String> trouble() {
    return trouble;
  }
}
