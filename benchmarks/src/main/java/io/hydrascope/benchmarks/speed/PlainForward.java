package io.hydrascope.benchmarks.speed;

import io.hydrascope.agent.checkpoint.Checkpoint;
import io.hydrascope.agent.engine.EngineOptions;
import io.hydrascope.agent.engine.GraphSession;
import io.hydrascope.agent.engine.GraphWeights;
import io.hydrascope.agent.engine.Profile;
import io.hydrascope.agent.engine.Tensors;
import io.hydrascope.agent.family.Families;
import io.hydrascope.agent.graph.PlainGraph;
import java.nio.file.Path;
import java.util.Arrays;

/** A batched plain forward pass on the same engine, the measure that sweeps are compared with. */
final class PlainForward implements AutoCloseable {
  private static final int[] BATCHES = {1, 4, 8, 16};

  private final GraphSession session;
  private final Tensors inputs = new Tensors();
  private final int batch;

  private PlainForward(GraphSession session, int[] tokens, int[] readouts, int batch) {
    this.session = session;
    this.batch = batch;
    long[] rows = new long[batch * tokens.length];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = tokens[i % tokens.length];
    }
    inputs.put(PlainGraph.TOKENS, rows, batch, tokens.length).put(PlainGraph.READOUTS, readouts);
  }

  /** At the batch size that takes the least time a row. */
  static PlainForward best(Path folder, EngineOptions options, int[] tokens, int[] readouts) {
    GraphSession session = load(folder, options, tokens.length);
    int best = 1;
    double bestSeconds = Double.POSITIVE_INFINITY;
    for (int batch : BATCHES) {
      PlainForward candidate = new PlainForward(session, tokens, readouts, batch);
      candidate.run();
      Stopwatch watch = new Stopwatch();
      watch.time(candidate::run);
      watch.time(candidate::run);
      watch.time(candidate::run);
      double seconds = watch.median() / batch;
      if (seconds < bestSeconds) {
        bestSeconds = seconds;
        best = batch;
      }
    }
    return new PlainForward(session, tokens, readouts, best);
  }

  /** One row at a time. */
  static PlainForward single(Path folder, EngineOptions options, int[] tokens, int[] readouts) {
    return new PlainForward(load(folder, options, tokens.length), tokens, readouts, 1);
  }

  private static GraphSession load(Path folder, EngineOptions options, int positions) {
    try (Checkpoint checkpoint = Checkpoint.open(folder)) {
      byte[] graph = PlainGraph.of(Families.describe(checkpoint));
      int rows = Arrays.stream(BATCHES).max().orElseThrow();
      return GraphSession.load(
          graph,
          GraphWeights.in(folder.toAbsolutePath()),
          () -> new Profile(checkpoint.contentSha256(), PlainGraph.axes(rows, positions)),
          options);
    }
  }

  int batch() {
    return batch;
  }

  /** One batch; the logits stay in the engine, so that copying them is not counted. */
  void run() {
    session.run(inputs, name -> false);
  }

  @Override
  public void close() {
    session.close();
  }
}
