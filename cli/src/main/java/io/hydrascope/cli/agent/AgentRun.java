package io.hydrascope.cli.agent;

import io.hydrascope.agent.checkpoint.TextTokenizer;
import io.hydrascope.agent.method.Planner;
import io.hydrascope.agent.progress.Progress;
import io.hydrascope.agent.prompt.Prompt;
import io.hydrascope.agent.prompt.PromptFile;
import io.hydrascope.agent.prompt.PromptLine;
import io.hydrascope.agent.publish.CapturePublisher;
import io.hydrascope.agent.publish.PublisherOptions;
import io.hydrascope.agent.serve.AgentMetrics;
import io.hydrascope.agent.serve.CaptureLoop;
import io.hydrascope.agent.serve.DetailedBatches;
import io.hydrascope.agent.serve.IntactReruns;
import io.hydrascope.agent.serve.Intake;
import io.hydrascope.agent.spool.Spool;
import io.hydrascope.agent.sweep.LoadedModel;
import io.hydrascope.agent.sweep.ReferenceStatistics;
import io.hydrascope.agent.sweep.Sweep;
import io.hydrascope.agent.sweep.VectorSampler;
import io.hydrascope.platform.Register;
import io.hydrascope.schemas.CapturePlan;
import io.hydrascope.schemas.Detail;
import io.hydrascope.schemas.capture.CaptureSource;
import io.hydrascope.schemas.text.BadInputException;
import io.hydrascope.storage.insert.RejectedInsertException;
import io.hydrascope.storage.insert.RetryableInsertException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** One start of an agent, from loading to the end of its prompts or of the process. */
final class AgentRun {
  private static final int PROMPTS_AT_ONCE = 64;
  private static final Duration LOOK = Duration.ofSeconds(1);

  private final AgentRequest request;
  private final Progress progress;
  private final Clock clock = Clock.systemUTC();
  private final AgentMetrics metrics = new AgentMetrics();
  private final Intake intake = new Intake(PROMPTS_AT_ONCE);

  AgentRun(AgentRequest request, Progress progress) {
    this.request = request;
    this.progress = progress;
  }

  /** Whatever is wrong with the model or the file is found before anything is sent. */
  AgentSummary run() throws Exception {
    Optional<TextTokenizer> tokenizer = TextTokenizer.find(request.model().folder());
    try (LoadedModel model = request.model().load(request.engine())) {
      List<Prompt> prompts = read(request.sources().file(), tokenizer);
      Planner planner = planner(model, prompts, tokenizer);
      CapturePlan plan = planner.plan(planner.units());
      Sweep sweep = planner.sweep(plan);
      Planner.requireRunnable(sweep, prompts);
      CaptureSource source = source(model);
      Optional<Register> register = register(source, plan, model);
      try (Spool spool = open();
          CapturePublisher publisher =
              CapturePublisher.spooled(PublisherOptions.of(request.target().kafka()), spool);
          PromptRegister registered =
              new PromptRegister(register, source, metrics, progress, clock)) {
        CaptureLoop loop =
            new CaptureLoop(
                new CaptureLoop.Parts(
                    sweep,
                    plan,
                    request.detail().rowBytes(model.modelInfo().basis()),
                    batches(source, plan, model),
                    vectors(source, plan, sweep, model),
                    reruns(sweep),
                    publisher,
                    spool),
                intake,
                metrics,
                registered::captured,
                clock);
        new PromptSources(request, source, intake, metrics, progress)
            .serve(loop, publisher, prompts, new PromptLine(tokenizer));
        drain(spool, publisher);
      }
      return new AgentSummary(
          source.model(),
          source.revision(),
          metrics.promptsCaptured(),
          metrics.effectRows(),
          metrics.promptsRefused(),
          metrics.promptsFailed());
    } finally {
      tokenizer.ifPresent(TextTokenizer::close);
    }
  }

  private static List<Prompt> read(Optional<Path> file, Optional<TextTokenizer> tokenizer) {
    return file.map(path -> PromptFile.read(path, tokenizer, prompt -> {})).orElse(List.of());
  }

  private Planner planner(
      LoadedModel model, List<Prompt> prompts, Optional<TextTokenizer> tokenizer) {
    List<Prompt> donors =
        request.donors().isPresent() ? read(request.donors(), tokenizer) : prompts;
    Optional<ReferenceStatistics> reference = Optional.empty();
    if (request.measuring().method().needsReference()) {
      List<Prompt> over =
          request.reference().isPresent() ? read(request.reference(), tokenizer) : prompts;
      reference = Optional.of(ReferenceStatistics.over(model, over));
    }
    return new Planner(model, request.measuring(), donors, reference);
  }

  private CaptureSource source(LoadedModel model) {
    return new CaptureSource(
        request.names().model(),
        request.names().revision(),
        model.modelInfo().contentSha256(),
        "agent-" + UUID.randomUUID());
  }

  /**
   * @throws BadInputException if the revision's name stands for other weights already
   */
  private Optional<Register> register(CaptureSource source, CapturePlan plan, LoadedModel model)
      throws RetryableInsertException, RejectedInsertException {
    Optional<Register> register = request.target().clickHouse().map(Register::new);
    if (register.isEmpty()) {
      progress.say("nothing is registered in ClickHouse: name it with --clickhouse URL");
      return register;
    }
    Register.WatchedRevision watched =
        new Register.WatchedRevision(source, model.modelInfo().basis(), plan.ablated());
    long nowMicros = ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
    register.get().revisions(List.of(watched), nowMicros);
    return register;
  }

  private DetailedBatches batches(CaptureSource source, CapturePlan plan, LoadedModel model) {
    DetailedBatches batches =
        new DetailedBatches(source, plan, model.modelInfo().basis(), request.detail());
    for (Detail detail : Detail.values()) {
      metrics.gauge(
          "captures_" + detail.text(),
          "Captures at this level of detail",
          () -> batches.captures(detail));
    }
    return batches;
  }

  private IntactReruns reruns(Sweep sweep) {
    IntactReruns reruns = new IntactReruns(sweep::runIntact);
    metrics.gauge("intact_reruns", "Captures whose intact run was repeated", reruns::reruns);
    metrics.fraction(
        "reliability_floor_logits",
        "Largest difference between two runs of the intact model",
        reruns::floorLogits);
    return reruns;
  }

  private VectorSampler vectors(
      CaptureSource source, CapturePlan plan, Sweep sweep, LoadedModel model) {
    VectorSampler vectors =
        new VectorSampler(source, plan, sweep, model.modelInfo().basis(), request.vectors());
    metrics.gauge("vectors_published", "Activation vectors that were chosen", vectors::chosen);
    metrics.gauge("vectors_not_chosen", "Vectors at those sites that were not", vectors::notChosen);
    return vectors;
  }

  private Spool open() throws IOException {
    Spool spool = Spool.open(request.spool().folder(), request.spool().limitBytes());
    if (spool.recovered() > 0 || spool.unreadableBytes() > 0) {
      progress.say(
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
      progress.update("%,d messages wait for Kafka".formatted(spool.waiting()));
    }
  }
}
