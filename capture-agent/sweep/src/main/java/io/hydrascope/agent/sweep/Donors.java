package io.hydrascope.agent.sweep;

import io.hydrascope.agent.prompt.BadPromptException;
import io.hydrascope.agent.prompt.Prompt;
import io.hydrascope.schemas.Component;
import io.hydrascope.schemas.DonorPosition;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Values of other prompts. The runs of the last few donors are kept. */
final class Donors implements ReplacementSource {
  private static final int KEPT_RUNS = 16;

  private final LoadedModel model;
  private final Map<String, Prompt> prompts = new LinkedHashMap<>();
  private final DonorPosition donorPosition;
  private final Map<String, Activations> runs =
      new LinkedHashMap<>(2 * KEPT_RUNS, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Activations> eldest) {
          return size() > KEPT_RUNS;
        }
      };

  /**
   * @param candidates prompts that can be donors
   */
  Donors(LoadedModel model, List<Prompt> candidates, DonorPosition donorPosition) {
    this.model = model;
    this.donorPosition = donorPosition;
    candidates.forEach(prompt -> prompts.put(prompt.id(), prompt));
  }

  @Override
  public void requireFits(Prompt prompt) {
    if (prompt.donors().isEmpty()) {
      throw new BadPromptException(
          "prompt %s has no donors: resample ablation needs \"donors\": [ids of other prompts]"
              .formatted(prompt.id()));
    }
    for (String id : prompt.donors()) {
      Prompt donor = prompts.get(id);
      if (donor == null) {
        throw new BadPromptException(
            "prompt %s: donor %s is no prompt of the file".formatted(prompt.id(), id));
      }
      model.requireFitsEverywhere(donor);
      if (donorPosition == DonorPosition.SAME && donor.tokens().length < prompt.tokens().length) {
        throw new BadPromptException(
            "prompt %s has %d tokens, its donor %s %d: give a longer one or --donor-position last"
                .formatted(prompt.id(), prompt.tokens().length, id, donor.tokens().length));
      }
    }
  }

  @Override
  public void requireRunnable(Prompt prompt) {
    prompt.donors().forEach(id -> model.requireRunnable(donor(id)));
  }

  @Override
  public Replacements of(Prompt prompt) {
    return new Replacements() {
      @Override
      public boolean byPosition() {
        return donorPosition == DonorPosition.SAME;
      }

      @Override
      public boolean additive() {
        return false;
      }

      @Override
      public float[] value(Component component, int donor, int position) {
        Activations run = run(prompt.donors().get(donor));
        return run.value(component, byPosition() ? position : run.length() - 1);
      }
    };
  }

  private Activations run(String id) {
    Activations run = runs.get(id);
    if (run == null) {
      run = model.everywhere(donor(id).tokens());
      runs.put(id, run);
    }
    return run;
  }

  private Prompt donor(String id) {
    Prompt donor = prompts.get(id);
    if (donor == null) {
      throw new IllegalStateException("requireFits comes first: donor " + id);
    }
    return donor;
  }
}
