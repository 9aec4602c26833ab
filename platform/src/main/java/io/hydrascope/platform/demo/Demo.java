package io.hydrascope.platform.demo;

import io.hydrascope.agent.checkpoint.TextTokenizer;
import io.hydrascope.agent.progress.Progress;
import io.hydrascope.agent.prompt.Prompt;
import io.hydrascope.agent.prompt.PromptFile;
import io.hydrascope.agent.publish.CapturePublisher;
import io.hydrascope.agent.publish.PublisherOptions;
import io.hydrascope.platform.Home;
import io.hydrascope.platform.LocalPlatform;
import io.hydrascope.platform.Register;
import io.hydrascope.schemas.capture.CaptureSource;
import io.hydrascope.storage.query.FlowQueries;
import io.hydrascope.storage.query.ScheduledMetrics;
import io.hydrascope.storage.query.StorageQueries;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
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

  public Demo(DemoConfig config, Progress progress) {
    this.config = config;
    this.progress = progress;
  }

  /** Whatever is wrong with the models or prompts is found before anything is started. */
  public DemoSummary run() throws Exception {
    String runId = "demo-" + UUID.randomUUID();
    try (Lineup lineup = Lineup.load(config.models(), runId)) {
      List<Prompt> prompts = prompts(lineup.base());
      progress.say("%d models loaded".formatted(lineup.models().size()));
      try (LocalPlatform platform =
          LocalPlatform.start(config.data(), Home.jobJar(), baseRevision(), progress)) {
        return run(platform, lineup, prompts);
      }
    }
  }

  private DemoSummary run(LocalPlatform platform, Lineup lineup, List<Prompt> prompts)
      throws Exception {
    long nowMicros = ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
    CaptureSource base = lineup.base().source();
    Register register = new Register(platform.owner());
    register.revisions(lineup.models().stream().map(WatchedModel::watched).toList(), nowMicros);
    register.prompts(base.model(), prompts, base.runId() + "/prompts", nowMicros);
    progress.say(
        "asking %d revisions %,d prompts, %d ablations each"
            .formatted(
                lineup.models().size(), prompts.size(), lineup.base().plan().ablated().size()));
    LiveView view =
        new LiveView(lineup.base().source().model(), baseRevision(), platform.owner(), progress);
    Instant started = clock.instant();
    try (CapturePublisher publisher =
        new CapturePublisher(PublisherOptions.of(platform.kafkaBootstrapServers()))) {
      CaptureStream stream = new CaptureStream(lineup, publisher, clock);
      ask(prompts, stream, view);
      progress.say("all prompts asked; waiting until every row can be queried");
      Instant queryable =
          new Arrival(
                  new FlowQueries(platform.owner()), lineup, isCompared(platform, lineup), clock)
              .await(
                  stream.captureIds(), stream.rows(), () -> view.refresh(stream, prompts.size()));
      new ScheduledMetrics(platform.owner()).refresh();
      Duration streaming = Duration.between(started, queryable);
      DemoSummary summary = summary(platform, lineup, stream, view, streaming);
      if (!config.once()) {
        stay(summary);
      }
      return summary;
    }
  }

  /** Other rules than the default ones may compare less than every prompt. */
  private boolean isCompared(LocalPlatform platform, Lineup lineup) {
    return platform
        .rules()
        .compareAll(lineup.base().source().model(), lineup.base().plan().target(), baseRevision());
  }

  private void ask(List<Prompt> prompts, CaptureStream stream, LiveView view) {
    ScheduledExecutorService timer =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "live-view");
              thread.setDaemon(true);
              return thread;
            });
    Future<?> looking =
        timer.scheduleWithFixedDelay(
            () -> view.tryRefresh(stream, prompts.size()),
            0,
            REFRESH.toMillis(),
            TimeUnit.MILLISECONDS);
    try {
      for (Prompt prompt : prompts) {
        if (isOver()) {
          break;
        }
        stream.ask(prompt);
      }
      stream.finish();
    } finally {
      looking.cancel(false);
      timer.shutdown();
    }
  }

  private boolean isOver() {
    return config.duration().map(limit -> progress.elapsed().compareTo(limit) >= 0).orElse(false);
  }

  /** Keeps the platform up for questions until Ctrl-C or the end of {@code --for}. */
  private void stay(DemoSummary summary) throws InterruptedException {
    progress.say(summary.text());
    progress.say("the platform stays up; ask it with ./hydrascope sql, end it with Ctrl-C");
    CountDownLatch never = new CountDownLatch(1);
    Optional<Duration> left = config.duration().map(limit -> limit.minus(progress.elapsed()));
    if (left.isPresent()) {
      boolean unused = never.await(left.get().toMillis(), TimeUnit.MILLISECONDS);
    } else {
      never.await();
    }
  }

  private List<Prompt> prompts(WatchedModel base) throws IOException {
    Optional<TextTokenizer> tokenizer = TextTokenizer.find(config.models().get(0));
    try {
      return PromptFile.read(config.prompts(), tokenizer, base.sweep()::requireRunnable).stream()
          .limit(config.promptLimit())
          .toList();
    } finally {
      tokenizer.ifPresent(TextTokenizer::close);
    }
  }

  private DemoSummary summary(
      LocalPlatform platform,
      Lineup lineup,
      CaptureStream stream,
      LiveView view,
      Duration streaming) {
    String model = lineup.base().source().model();
    StorageQueries queries = new StorageQueries(platform.owner());
    return new DemoSummary(
        model,
        lineup.models().stream().map(watched -> watched.source().revision()).toList(),
        stream.prompts(),
        stream.ablations(),
        stream.rows(),
        seconds(view.firstRow().orElse(progress.elapsed())),
        seconds(streaming),
        seconds(progress.elapsed()),
        new FlowQueries(platform.owner()).closureErrorP999(model),
        queries.mostFragile(model, baseRevision(), FRAGILE_SHOWN),
        queries.latestShifts(model),
        queries.openAlerts());
  }

  private String baseRevision() {
    return String.valueOf(config.models().get(0).toAbsolutePath().normalize().getFileName());
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1000.0;
  }
}
