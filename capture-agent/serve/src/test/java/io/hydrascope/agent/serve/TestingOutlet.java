package io.hydrascope.agent.serve;

import io.hydrascope.agent.publish.CaptureOutlet;
import io.hydrascope.schemas.capture.Capture;
import io.hydrascope.schemas.capture.CaptureBatch;
import io.hydrascope.schemas.capture.VectorBatch;
import java.util.ArrayList;
import java.util.List;

/** Keeps what was published: prompt ids, one list a message. */
final class TestingOutlet implements CaptureOutlet {
  final List<List<String>> messages = new ArrayList<>();
  Runnable beforePublish = () -> {};
  Runnable whenFlushed = () -> {};

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
}
