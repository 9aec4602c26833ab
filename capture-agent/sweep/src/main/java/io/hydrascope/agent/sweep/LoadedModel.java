package io.hydrascope.agent.sweep;

import io.hydrascope.agent.prompt.BadPromptException;
import io.hydrascope.agent.prompt.Prompt;
import io.hydrascope.agent.transformer.Dimensions;
import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.schemas.capture.CaptureRows;
import java.util.List;
import java.util.function.IntConsumer;

/** A model that sweeps run on: a checkpoint's or a user's own export. One thread at a time. */
public abstract class LoadedModel implements AutoCloseable {
  private IntConsumer passes = rows -> {};

  protected LoadedModel() {}

  /**
   * From now on the listener hears of every pass how many ablated rows it computed, on the thread
   * that sweeps.
   */
  public final void listen(IntConsumer ablatedRows) {
    passes = ablatedRows;
  }

  /** A pass with so many ablated rows is done. */
  public final void passDone(int ablatedRows) {
    passes.accept(ablatedRows);
  }

  public abstract ModelInfo modelInfo();

  /** What of its files a person should know: what is in them and not used; a sentence each. */
  public List<String> notes() {
    return List.of();
  }

  protected abstract Dimensions dimensions();

  protected abstract MemoryBudget budget();

  /** Runs a prompt as it is, with every position as a readout. */
  protected abstract Activations everywhere(int[] tokens);

  /** Loads what the task needs and nothing has needed before. */
  protected void prepare(SweepTask task) {}

  /** What the task asks for, in the order of {@link Sweep#run}. */
  protected abstract CaptureRows sweep(SweepTask task);

  /**
   * What the task's runs put out.
   *
   * @return one a place
   */
  protected abstract List<float[]> activations(SweepTask task, List<VectorPlace> places);

  /**
   * @throws IllegalArgumentException naming the reason if it cannot say what ablated runs put out
   */
  protected abstract void requireReadsAblated();

  /** Since it was loaded, with what was checked then. */
  public abstract UpstreamDrift upstreamDrift();

  /** Its intact rows alone. */
  protected abstract CaptureRows intact(SweepTask task);

  /**
   * @param unit of this model's components
   * @throws IllegalArgumentException naming the unit and the reason if it cannot be ablated
   */
  protected abstract void requireAblatable(AblationUnit unit);

  /**
   * Compares the prompt with what is known of the model. It runs nothing: any thread may ask.
   *
   * @throws BadPromptException naming value and limit if the model cannot run it
   */
  protected void requireFits(Prompt prompt) {
    new PromptCheck(modelInfo()).requireFits(prompt);
  }

  /**
   * {@link #requireFits} with every position as a readout. Any thread may ask.
   *
   * @throws BadPromptException naming value and limit if the model cannot run it
   */
  final void requireFitsEverywhere(Prompt prompt) {
    requireFits(prompt);
    budget().requirePassFits(prompt.tokens().length, prompt.tokens().length);
  }

  /**
   * {@link #requireFits}, and what only the engine can tell: it may run the model.
   *
   * @throws BadPromptException naming value and limit if the model cannot run it
   */
  protected void requireRunnable(Prompt prompt) {
    requireFits(prompt);
  }

  /**
   * {@link #requireRunnable} with every position as a readout.
   *
   * @throws BadPromptException naming value and limit if the model cannot run it
   */
  final void requireRunnableEverywhere(Prompt prompt) {
    requireFitsEverywhere(prompt);
    requireRunnable(prompt);
  }

  /**
   * @throws BadPromptException if the prompt has no two answers of this vocabulary
   */
  final void requireAnswers(Prompt prompt) {
    new PromptCheck(modelInfo()).requireAnswers(prompt);
  }

  @Override
  public abstract void close();
}
