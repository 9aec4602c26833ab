package io.hydrascope.agent.serve;

import io.hydrascope.agent.prompt.BadPromptException;
import io.hydrascope.agent.prompt.Prompt;
import io.hydrascope.agent.prompt.PromptLine;
import io.hydrascope.agent.publish.CapturePublisher;
import io.hydrascope.agent.publish.PublisherOptions;
import io.hydrascope.agent.spool.Spool;
import io.hydrascope.agent.sweep.ModelInfo;
import io.hydrascope.agent.sweep.VectorSampler;
import io.hydrascope.schemas.CapturePlan;
import io.hydrascope.schemas.Detail;
import io.hydrascope.schemas.capture.CaptureSource;
import io.hydrascope.schemas.text.BadInputException;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Captures what one revision of a model does, from loading to the end of its prompts or of the
 * process: takes prompts from all its sources, sweeps one after the other, keeps what it captured
 * in a spool and sends it to Kafka. {@link #run} is called once; any thread may ask, stop and look.
 */
public final class Agent implements AutoCloseable {
  private static final int PROMPTS_AT_ONCE = 64;
  private static final Duration LOOK = Duration.ofSeconds(1);

  private final AgentSettings settings;
  private final AgentListener listener;
  private final Clock clock = Clock.systemUTC();
  private final AgentMetrics metrics = new AgentMetrics();
  private final Intake intake = new Intake(PROMPTS_AT_ONCE);
  private final PlannedModel planned;
  private final CaptureEngine engine;
  private Optional<AgentRegister> register = Optional.empty();
  private Optional<ClockCheck> clocks = Optional.empty();

  private Agent(
      AgentSettings settings,
      AgentListener listener,
      PlannedModel planned,
      VectorSampler vectors,
      EngineTurns turns) {
    this.settings = settings;
    this.listener = listener;
    this.planned = planned;
    engine = new SweepEngine(planned.sweep(), vectors, turns);
    metrics.gauge("vectors_published", "Activation vectors that were chosen", vectors::chosen);
    metrics.gauge("vectors_not_chosen", "Vectors at those sites that were not", vectors::notChosen);
  }

  /**
   * Loads the model and reads the files: whatever is wrong with them is found before anything is
   * sent.
   *
   * @param turns shared by the agents of one process
   */
  public static Agent load(AgentSettings settings, AgentListener listener, EngineTurns turns) {
    PlannedModel planned = PlannedModel.load(settings);
    try {
      planned
          .model()
          .notes()
          .forEach(note -> listener.happened(settings.model().source().folder() + ": " + note));
      VectorSampler vectors =
          new VectorSampler(
              planned.source(),
              planned.plan(),
              planned.sweep(),
              planned.model().modelInfo().basis(),
              settings.publishing().vectors());
      return new Agent(settings, listener, planned, vectors, turns);
    } catch (RuntimeException e) {
      planned.close();
      throw e;
    }
  }

  /**
   * Registers the revision now, and from then on the prompts that are captured.
   *
   * @throws BadInputException if the revision's name stands for other weights already
   */
  public void register(AgentRegister with) throws RegisterException {
    with.revision(
        new AgentRegister.PlannedRevision(source(), modelInfo().basis(), planned.plan().ablated()),
        ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant()));
    register = Optional.of(with);
    clocks = Optional.of(new ClockCheck(with, metrics, listener, clock));
  }

  /**
   * Returns when every prompt of a finite run is captured and Kafka has it.
   *
   * @param kafka bootstrap servers
   */
  public AgentTotals run(String kafka) throws IOException, InterruptedException {
    return run(() -> kafka);
  }

  /**
   * Like {@link #run(String)}, for a Kafka that may move.
   *
   * @param kafka bootstrap servers, asked again about once a second
   */
  public AgentTotals run(Supplier<String> kafka) throws IOException, InterruptedException {
    try {
      clocks.ifPresent(ClockCheck::start);
      serve(kafka);
      return totals();
    } catch (IOException | InterruptedException | RuntimeException | Error e) {
      intake.end(e);
      throw e;
    }
  }

  private void serve(Supplier<String> kafka) throws IOException, InterruptedException {
    CaptureSource source = source();
    try (Spool spool = open();
        CapturePublisher publisher =
            CapturePublisher.spooled(() -> PublisherOptions.of(kafka.get()), spool);
        PromptRegister registered =
            new PromptRegister(register, source, metrics, listener, clock)) {
      CaptureLoop loop =
          new CaptureLoop(
              new CaptureLoop.Parts(
                  engine,
                  planned.plan(),
                  settings.publishing().detail().rowBytes(modelInfo().basis()),
                  batches(),
                  reruns(),
                  publisher,
                  spool),
              intake,
              metrics,
              registered::captured,
              clock);
      new PromptSources(settings.inlets(), source, intake, metrics, listener)
          .serve(loop, publisher, planned.prompts(), new PromptLine(planned.tokenizer()), kafka);
      drain(spool, publisher);
    }
  }

  private DetailedBatches batches() {
    DetailedBatches batches =
        new DetailedBatches(
            source(), planned.plan(), modelInfo().basis(), settings.publishing().detail());
    for (Detail detail : Detail.values()) {
      metrics.gauge(
          "captures_" + detail.text(),
          "Captures at this level of detail",
          () -> batches.captures(detail));
    }
    return batches;
  }

  private IntactReruns reruns() {
    IntactReruns reruns = new IntactReruns(engine::runIntact);
    metrics.gauge("intact_reruns", "Captures whose intact run was repeated", reruns::reruns);
    metrics.fraction(
        "reliability_floor_logits",
        "Largest difference between two runs of the intact model",
        reruns::floorLogits);
    return reruns;
  }

  private Spool open() throws IOException {
    AgentSettings.Publishing publishing = settings.publishing();
    Spool spool = Spool.open(publishing.spool(), publishing.spoolLimitBytes());
    if (spool.recovered() > 0 || spool.unreadableBytes() > 0) {
      listener.happened(
          "%,d messages of an earlier agent in the spool, sent first; %,d bytes of an unfinished one left out"
              .formatted(spool.recovered(), spool.unreadableBytes()));
    }
    metrics.gauge("spool_bytes", "Bytes that wait on disk for Kafka", spool::usedBytes);
    metrics.gauge("spool_limit_bytes", "Most bytes that may wait", spool::limitBytes);
    metrics.gauge("spool_messages", "Messages without acknowledgement", spool::waiting);
    metrics.gauge("prompts_unanswered", "Prompts that were taken", intake::unanswered);
    return spool;
  }

  /** Waits until Kafka has everything: the agent's end says that nothing is left to do. */
  private void drain(Spool spool, CapturePublisher publisher) throws InterruptedException {
    while (!spool.awaitEmpty(LOOK)) {
      publisher.flush();
      listener.advanced("%,d messages wait for Kafka".formatted(spool.waiting()));
    }
  }

  /** Asks a prompt as soon as there is a place for it. */
  public PendingPrompt ask(Prompt prompt) throws InterruptedException {
    return intake.put(prompt);
  }

  /** No more prompts come: {@link #run} returns when those that were taken are captured. */
  public void stop() {
    intake.stop();
  }

  /**
   * Checks a prompt before it is asked; the engine may run it.
   *
   * @throws BadPromptException naming value and limit if the model or the plan cannot run it
   */
  public void requireRunnable(Prompt prompt) {
    engine.requireRunnable(prompt);
  }

  /** What has been done so far. */
  public AgentTotals totals() {
    return new AgentTotals(
        source().model(),
        source().revision(),
        metrics.promptsCaptured(),
        metrics.ablations(),
        metrics.effectRows(),
        metrics.promptsRefused(),
        metrics.promptsFailed(),
        metrics.promptsUnregistered());
  }

  public CaptureSource source() {
    return planned.source();
  }

  public CapturePlan plan() {
    return planned.plan();
  }

  public ModelInfo modelInfo() {
    return planned.model().modelInfo();
  }

  /** Frees the model, which {@link #run} must have left. */
  @Override
  public void close() {
    clocks.ifPresent(ClockCheck::close);
    planned.close();
  }
}
