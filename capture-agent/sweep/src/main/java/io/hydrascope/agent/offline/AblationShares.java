package io.hydrascope.agent.offline;

import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.schemas.rows.EffectBatch;
import java.util.Arrays;
import java.util.List;

/** AblationShares a sweep's ablations out to its prompts, which come in their order. */
interface AblationShares {
  /** The next prompt's. */
  PromptShare next();

  /** What was measured on it: of all its units, or of some at a time in their order. */
  void observe(EffectBatch effects);

  /** The most fragile units, the most fragile first; none where all of them are in the rows. */
  List<FragileUnit> mostFragile();

  /** Every unit on every prompt. */
  static AblationShares whole(List<AblationUnit> units) {
    double[] certain = new double[units.size()];
    Arrays.fill(certain, 1);
    PromptShare all = new PromptShare(units, certain);
    return new AblationShares() {
      @Override
      public PromptShare next() {
        return all;
      }

      @Override
      public void observe(EffectBatch effects) {}

      @Override
      public List<FragileUnit> mostFragile() {
        return List.of();
      }
    };
  }
}
