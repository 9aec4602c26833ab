package io.hydrascope.platform.demo;

import io.hydrascope.agent.checkpoint.TextTokenizer;
import io.hydrascope.agent.progress.Progress;
import io.hydrascope.agent.prompt.Prompt;
import io.hydrascope.agent.prompt.PromptFile;
import io.hydrascope.agent.serve.Agent;
import io.hydrascope.agent.serve.AgentRegister;
import io.hydrascope.agent.serve.RegisterException;
import io.hydrascope.embedded.MachineMemory;
import io.hydrascope.platform.Home;
import io.hydrascope.platform.LocalPlatform;
import io.hydrascope.platform.PlatformLimits;
import io.hydrascope.platform.PlatformSetup;
import io.hydrascope.platform.Register;
import io.hydrascope.platform.memory.MemoryDivision;
import io.hydrascope.platform.memory.OwnMemory;
import io.hydrascope.schemas.text.Counted;
import io.hydrascope.storage.query.FlowQueries;
import io.hydrascope.storage.query.ScheduledMetrics;
import io.hydrascope.storage.query.StorageQueries;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Starts everything, asks the prompts, waits for the rows, and says what was found. */
public final class Demo {
  private static final int FRAGILE_SHOWN = 5;
  private static final Duration REFRESH = Duration.ofSeconds(2);

  private final DemoConfig config;
  private final Progress progress;
  private final Clock clock = Clock.systemUTC();
  private final List<String> left = new ArrayList<>();
  private Duration askingSince = Duration.ZERO;

  public Demo(DemoConfig config, Progress progress) {
    this.config = config;
    this.progress = progress;
  }

  /** Whatever is wrong with the models or prompts is found before anything is started. */
  public DemoSummary run() throws Exception {
    // Refuses what is too little in any case before models are loaded for minutes.
    MemoryDivision unused = division(OwnMemory.ofHeap());
    Path spools = config.data().resolve("demo-spool");
    progress.await("loading " + Counted.of(config.models().size(), "model"));
    try (Lineup lineup = Lineup.load(config.models(), spools, progress)) {
      List<Prompt> offered = offered(lineup.base());
      List<Prompt> prompts = offered.stream().limit(config.promptLimit()).toList();
      progress.say(Counted.of(lineup.agents().size(), "model") + " loaded");
      left.addAll(DemoHints.leftOut(prompts.size(), prompts.size(), offered.size()));
      left.forEach(progress::say);
      PlatformSetup setup =
          PlatformSetup.of(baseRevision())
              .with(new PlatformLimits(division(OwnMemory.withModels()), Optional.empty()));
      try (LocalPlatform platform =
          LocalPlatform.start(config.data(), Home.jobJar(), setup, progress)) {
        return run(platform, lineup, prompts);
      }
    }
  }

  private MemoryDivision division(int own) {
    return MemoryDivision.of(config.memoryMegabytes(), MachineMemory.present(), own);
  }

  private DemoSummary run(LocalPlatform platform, Lineup lineup, List<Prompt> prompts)
      throws Exception {
    register(lineup, new Register(platform.owner()));
    progress.say(
        "asking %s %s, %s each"
            .formatted(
                Counted.of(lineup.agents().size(), "revision"),
                Counted.of(prompts.size(), "prompt"),
                Counted.of(lineup.base().plan().ablated().size(), "ablation")));
    LiveView view = new LiveView(lineup.model(), baseRevision(), platform.owner(), progress);
    Instant started = clock.instant();
    PromptRounds rounds = ask(lineup, prompts, platform.kafkaBootstrapServers(), view);
    left.addAll(0, DemoHints.leftOut(rounds.asked(), prompts.size(), prompts.size()));
    String asked =
        rounds.asked() == prompts.size()
            ? "all prompts"
            : "%,d of %s".formatted(rounds.asked(), Counted.of(prompts.size(), "prompt"));
    progress.say(asked + " asked; waiting until every row can be queried");
    Instant queryable =
        new Arrival(new FlowQueries(platform.owner()), lineup, isCompared(platform, lineup), clock)
            .await(
                rounds.captureIds(),
                rounds.rows(),
                () -> view.refresh(rounds, prompts.size()),
                progress::update);
    progress.await("ClickHouse computes the metrics that it schedules itself");
    new ScheduledMetrics(platform.owner()).refresh();
    Duration streaming = Duration.between(started, queryable);
    DemoSummary summary = summary(platform, lineup, rounds, view, streaming);
    if (!config.once()) {
      stay(summary);
    }
    return summary;
  }

  private static void register(Lineup lineup, AgentRegister register) throws RegisterException {
    lineup.base().register(register);
    for (Agent candidate : lineup.agents().subList(1, lineup.agents().size())) {
      candidate.register(new BasePrompts(register));
    }
  }

  /** Other rules than the default ones may compare less than every prompt. */
  private boolean isCompared(LocalPlatform platform, Lineup lineup) {
    return platform
        .rules()
        .compareAll(lineup.model(), lineup.base().plan().target(), baseRevision());
  }

  /** Returns when Kafka has everything that was asked. */
  private PromptRounds ask(Lineup lineup, List<Prompt> prompts, String kafka, LiveView view)
      throws Exception {
    ScheduledExecutorService timer =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "live-view");
              thread.setDaemon(true);
              return thread;
            });
    try (RunningAgents running = RunningAgents.start(lineup.agents(), kafka, clock)) {
      PromptRounds rounds = new PromptRounds(lineup.agents(), running, progress, clock);
      Future<?> unused =
          timer.scheduleWithFixedDelay(
              () -> view.tryRefresh(rounds, prompts.size()),
              0,
              REFRESH.toMillis(),
              TimeUnit.MILLISECONDS);
      askingSince = progress.elapsed();
      rounds.ask(prompts, this::isOver, took -> progress.say(forecast(took, prompts).text()));
      running.finish();
      return rounds;
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    } finally {
      timer.shutdown();
    }
  }

  private Forecast forecast(Duration first, List<Prompt> prompts) {
    return new Forecast(first, prompts.size(), progress.elapsed(), timeLeft());
  }

  private boolean isOver() {
    return timeLeft().map(time -> time.isZero() || time.isNegative()).orElse(false);
  }

  /** For asking: until the end of the command, or of the time that asking may take. */
  private Optional<Duration> timeLeft() {
    return config
        .duration()
        .or(() -> config.askingTime().map(askingSince::plus))
        .map(end -> end.minus(progress.elapsed()));
  }

  /** Keeps the platform up for questions until Ctrl-C or the end of {@code --for}. */
  private void stay(DemoSummary summary) throws InterruptedException {
    progress.say(summary.text());
    progress.rest("the platform stays up until Ctrl-C; ask it with the command above");
    CountDownLatch never = new CountDownLatch(1);
    Optional<Duration> left = config.duration().map(limit -> limit.minus(progress.elapsed()));
    if (left.isPresent()) {
      boolean unused = never.await(left.get().toMillis(), TimeUnit.MILLISECONDS);
    } else {
      never.await();
    }
  }

  private List<Prompt> offered(Agent base) throws IOException {
    Optional<TextTokenizer> tokenizer = TextTokenizer.find(config.models().get(0));
    try {
      return PromptFile.read(config.prompts(), tokenizer, base::requireRunnable);
    } finally {
      tokenizer.ifPresent(TextTokenizer::close);
    }
  }

  private DemoSummary summary(
      LocalPlatform platform,
      Lineup lineup,
      PromptRounds rounds,
      LiveView view,
      Duration streaming) {
    String model = lineup.model();
    StorageQueries queries = new StorageQueries(platform.owner());
    return new DemoSummary(
        model,
        lineup.revisions(),
        Math.toIntExact(rounds.prompts()),
        rounds.failed(),
        rounds.ablations(),
        rounds.rows(),
        seconds(view.firstRow().orElse(progress.elapsed())),
        seconds(streaming),
        seconds(progress.elapsed()),
        new FlowQueries(platform.owner()).closureErrorP999(model),
        queries.mostFragile(model, baseRevision(), FRAGILE_SHOWN),
        queries.latestShifts(model),
        queries.openAlerts(),
        left,
        config.hints().question(model));
  }

  private String baseRevision() {
    return String.valueOf(config.models().get(0).toAbsolutePath().normalize().getFileName());
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1000.0;
  }
}
