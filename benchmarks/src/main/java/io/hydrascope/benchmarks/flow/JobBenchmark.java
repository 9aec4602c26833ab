package io.hydrascope.benchmarks.flow;

import io.hydrascope.agent.sweep.CaptureBatcher;
import io.hydrascope.benchmarks.FlightProfile;
import io.hydrascope.benchmarks.Machine;
import io.hydrascope.benchmarks.ResultFile;
import io.hydrascope.benchmarks.agent.ReadyCaptures;
import io.hydrascope.benchmarks.kafka.RawProducer;
import io.hydrascope.jobs.compensation.CompensationJob;
import io.hydrascope.schemas.Topics;
import io.hydrascope.schemas.capture.CaptureBatch;
import io.hydrascope.schemas.capture.CaptureBatchCodec;
import io.hydrascope.schemas.capture.CaptureMessage;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * P6: rows a second of the compensation job from a topic that is full to rows in ClickHouse,
 * against a job that reads, decodes and discards the same messages; in turns in one process. P8:
 * how long a capture takes from the agent's publisher until it can be queried, at half of that
 * rate, with a checkpoint each second.
 */
public final class JobBenchmark {
  private static final double TARGET_RATIO = 0.5;
  private static final double TARGET_P99_SECONDS = 2.5;
  private static final int ROUNDS = 2;
  private static final long POLL_MILLIS = 50;
  private static final double RAMP_SECONDS = 4;
  private static final double WINDOW_SECONDS = 14;

  /** More than the job reads until its window ends: each capture counts once. */
  private static final long ALL_BYTES = 2_400L << 20;

  private final FlowPlatform platform;
  private final ReadyCaptures captures;

  private JobBenchmark(FlowPlatform platform, ReadyCaptures captures) {
    this.platform = platform;
    this.captures = captures;
  }

  /**
   * @param rowsASecond of {@code effects}, with running metrics and response matrix // [round]
   * @param decodedRowsASecond // [round]
   * @param cpuSecondsASecond of each process while the job ran, in the last round
   * @param profile of the job's process in the last round
   */
  record Throughput(
      double targetRatio,
      double ratio,
      double[] rowsASecond,
      double[] decodedRowsASecond,
      FlowPlatform.CpuSeconds cpuSecondsASecond,
      List<FlightProfile.TimeShare> profile) {}

  record Result(
      Machine machine,
      String shape,
      Throughput throughput,
      double targetP99Seconds,
      Latency latency) {}

  /** Arguments: an empty data directory, bundled or gpt2-small, the result file. */
  public static void main(String[] arguments) throws Exception {
    Path directory = Path.of(arguments[0]);
    ReadyCaptures captures = new ReadyCaptures(ReadyCaptures.Shape.of(arguments[1]));
    Throughput throughput;
    try (FlowPlatform platform = FlowPlatform.start(directory.resolve("full"))) {
      throughput = new JobBenchmark(platform, captures).throughput();
    }
    System.out.printf(
        "rows a second %s, decoded only %s, ratio %.3f%n",
        Arrays.toString(throughput.rowsASecond()),
        Arrays.toString(throughput.decodedRowsASecond()),
        throughput.ratio());
    throughput.profile().stream().limit(12).forEach(System.out::println);
    try (FlowPlatform platform = FlowPlatform.start(directory.resolve("half"))) {
      double rate = throughput.rowsASecond()[ROUNDS - 1] / 2;
      Latency latency = new LatencyRun(platform, captures, rate).measure();
      System.out.println(latency);
      ResultFile.write(
          Path.of(arguments[2]),
          new Result(Machine.present(), arguments[1], throughput, TARGET_P99_SECONDS, latency));
    }
  }

  private Throughput throughput() throws Exception {
    long rows = fill();
    double[] ours = new double[ROUNDS];
    double[] decoded = new double[ROUNDS];
    FlowPlatform.CpuSeconds cpu = platform.cpu();
    List<FlightProfile.TimeShare> profile = List.of();
    for (int round = -1; round < ROUNDS; round++) {
      double decodedNow = decodeOnly(rows);
      platform.execute("TRUNCATE TABLE effects");
      FlowPlatform.CpuSeconds before = platform.cpu();
      long start = System.nanoTime();
      try (FlightProfile flight = FlightProfile.start()) {
        double oursNow = compensation(rows);
        profile = flight.shares();
        cpu = platform.cpu().since(before).over((System.nanoTime() - start) / 1e9);
        if (round >= 0) { // The first one warms up.
          ours[round] = oursNow;
          decoded[round] = decodedNow;
        }
      }
    }
    double ratio = Arrays.stream(ours).sum() / Arrays.stream(decoded).sum();
    return new Throughput(TARGET_RATIO, ratio, ours, decoded, cpu, profile);
  }

  /** Each capture once; returns the ablated rows in all. */
  private long fill() {
    CaptureBatcher batcher = captures.batcher();
    int prompts = captures.promptsOf(ALL_BYTES);
    long all = 0;
    try (CaptureBatchCodec codec = new CaptureBatchCodec();
        RawProducer producer = new RawProducer(platform.kafka())) {
      for (int prompt = 0; prompt < prompts; prompt++) {
        String id = "p" + prompt;
        for (CaptureBatch batch : batcher.add(captures.capture(id, now()), captures.rows(id))) {
          CaptureMessage message = codec.encode(batch, "chunk-" + prompt);
          producer.send(Topics.CAPTURES, message.headers(), message.value(), place -> {});
          all += batch.rows().ablatedCount();
        }
      }
      producer.flush();
    }
    return all;
  }

  static long now() {
    return System.currentTimeMillis() * 1_000;
  }

  /** Rows a second between a tenth and nine tenths of all. */
  private double decodeOnly(long all) throws Exception {
    DecodeOnlyJob.ROWS.set(0);
    try (RunningJob job =
        RunningJob.start(
            new DecodeOnlyJob(), platform.jobArguments(), platform.directory().resolve("state"))) {
      Sample from = awaitDecoded(job, all / 10);
      Sample to = awaitDecoded(job, all - all / 10);
      return from.rate(to);
    }
  }

  private static Sample awaitDecoded(RunningJob job, long rows) throws Exception {
    while (DecodeOnlyJob.ROWS.get() < rows) {
      job.requireRunning();
      Thread.sleep(POLL_MILLIS / 10);
    }
    return new Sample(System.nanoTime(), DecodeOnlyJob.ROWS.get());
  }

  private record Sample(long nanos, long rows) {
    double rate(Sample later) {
      return (later.rows - rows) / ((later.nanos - nanos) / 1e9);
    }
  }

  /** Between two moments at which a checkpoint's rows had just come. */
  private double compensation(long all) throws Exception {
    try (RunningJob job =
        RunningJob.start(
            new CompensationJob(),
            platform.jobArguments(),
            platform.directory().resolve("state"))) {
      Sample first = awaitMore(job, 0, all);
      Sample from = first;
      while (from.nanos - first.nanos < RAMP_SECONDS * 1e9) {
        from = awaitMore(job, from.rows, all);
      }
      Sample to = from;
      while (to.nanos - from.nanos < WINDOW_SECONDS * 1e9) {
        to = awaitMore(job, to.rows, all);
      }
      return from.rate(to);
    }
  }

  private Sample awaitMore(RunningJob job, long rows, long all) throws Exception {
    if (rows == all) {
      throw new IllegalStateException("the job has read all %d rows too early".formatted(all));
    }
    long found = rows;
    while (found == rows) {
      job.requireRunning();
      Thread.sleep(POLL_MILLIS);
      found = Long.parseLong(platform.lines("SELECT count() FROM effects").get(0));
    }
    return new Sample(System.nanoTime(), found);
  }
}
