package io.hydrascope.agent.sweep;

import io.hydrascope.agent.engine.GraphSession;
import io.hydrascope.agent.engine.Tensors;
import io.hydrascope.agent.family.Transformer;
import io.hydrascope.agent.graph.IntactGraph;
import io.hydrascope.agent.graph.TrunkNames;

/** Runs prompts as they are, on an {@link IntactGraph}. */
final class IntactPass implements AutoCloseable {
  private final GraphSession session;
  private final Transformer model;

  IntactPass(GraphSession session, Transformer model) {
    this.session = session;
    this.model = model;
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

  private static Tensors question(int[] tokens, int[] readouts) {
    return new Tensors().put(TrunkNames.TOKENS, tokens).put(TrunkNames.READOUTS, readouts);
  }

  @Override
  public void close() {
    session.close();
  }
}
