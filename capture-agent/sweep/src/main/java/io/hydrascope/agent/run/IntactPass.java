package io.hydrascope.agent.run;

import io.hydrascope.agent.engine.GraphSession;
import io.hydrascope.agent.engine.Tensors;
import io.hydrascope.agent.graph.IntactGraph;
import io.hydrascope.agent.graph.TrunkNames;
import io.hydrascope.agent.sweep.Readout.Tokens;
import io.hydrascope.agent.transformer.Transformer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Runs prompts as they are, on an {@link IntactGraph}; a second one, loaded when it is first asked
 * for, reads them out at once.
 */
final class IntactPass implements AutoCloseable {
  private final Function<byte[], GraphSession> loading;
  private final Transformer model;
  private final GraphSession session;
  private @Nullable GraphSession readOut;

  /**
   * @param loading of a graph in ONNX's wire form
   */
  IntactPass(Function<byte[], GraphSession> loading, Transformer model) {
    this.loading = loading;
    this.model = model;
    session = loading.apply(IntactGraph.of(model));
  }

  /** What the values of an intact run are for. */
  enum Use {
    /** The parts of its readouts. */
    PARTS,
    /** Also rows of every position that fork from it, or another prompt's values. */
    FORKS,
    /** Also rows of one position each, which read its keys and values. */
    POSITION_FORKS;

    /** Whether values are there at the readouts alone. */
    boolean atReadouts() {
      return this != FORKS;
    }

    private boolean needs(String name) {
      if (name.startsWith("intact_keys") || name.startsWith("intact_values")) {
        return this == POSITION_FORKS;
      }
      return !atReadouts() || !name.startsWith("intact_");
    }
  }

  /**
   * @param readouts positions, ascending
   * @param use what the run is for: only that is copied out of the engine
   */
  IntactRun run(int[] tokens, int[] readouts, Use use) {
    return new IntactRun(
        model,
        tokens,
        readouts,
        use.atReadouts(),
        session.run(question(tokens, readouts), use::needs));
  }

  /**
   * The same, but what it computed stays in the engine: it is to be closed.
   *
   * @see #run
   */
  IntactRun runAndKeep(int[] tokens, int[] readouts, Use use) {
    return new IntactRun(
        model,
        tokens,
        readouts,
        use.atReadouts(),
        session.runAndKeep(question(tokens, readouts), use::needs));
  }

  /**
   * A run for the parts of its readouts, whose outputs hold what is read there and the parts
   * themselves; they stay in the engine: to be closed.
   */
  IntactRun readOut(int[] tokens, int[] readouts, Tokens asked) {
    if (readOut == null) {
      readOut = loading.apply(IntactGraph.readOut(model));
    }
    Tensors question = asked.question(model.dimensions().width());
    question.put(TrunkNames.TOKENS, tokens).put(TrunkNames.READOUTS, readouts);
    return new IntactRun(model, tokens, readouts, true, readOut.runAndKeep(question, name -> true));
  }

  private static Tensors question(int[] tokens, int[] readouts) {
    return new Tensors().put(TrunkNames.TOKENS, tokens).put(TrunkNames.READOUTS, readouts);
  }

  @Override
  public void close() {
    session.close();
    if (readOut != null) {
      readOut.close();
    }
  }
}
