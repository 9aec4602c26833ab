package io.hydrascope.benchmarks.flow;

import io.hydrascope.agent.publish.CapturePublisher;
import io.hydrascope.agent.publish.PublisherOptions;
import io.hydrascope.agent.spool.Spool;
import io.hydrascope.benchmarks.FlightProfile;
import io.hydrascope.benchmarks.Machine;
import io.hydrascope.benchmarks.ResultFile;
import io.hydrascope.benchmarks.agent.ReadyCaptures;
import io.hydrascope.benchmarks.kafka.RawProducer;
import io.hydrascope.schemas.Topics;
import io.hydrascope.schemas.capture.CaptureBatch;
import io.hydrascope.schemas.capture.CaptureBatchCodec;
import io.hydrascope.schemas.capture.CaptureMessage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * P5: captures through the agent's publisher into Kafka, through its spool on disk as every agent
 * does, and straight, which shows what the spool costs, against the loop of
 * kafka-producer-perf-test over the same messages, already encoded, with the same acknowledgements,
 * compression and batches; in turns, until the broker has acknowledged all.
 */
public final class PublishBenchmark {
  private static final double TARGET_RATIO = 0.8;
  private static final int WARM_UP = 2;
  private static final int TURNS = 6;
  private static final int BATCHES = 150;
  private static final int PROMPTS = 200;
  private static final long SPOOL_BYTES = 1L << 30;
  private static final Duration LIMIT = Duration.ofMinutes(2);

  private PublishBenchmark() {}

  /**
   * @param bytesATurn of the messages' values
   * @param raw the same messages, ready
   */
  record Case(
      String shape,
      int messagesATurn,
      long bytesATurn,
      Timing spooled,
      Timing straight,
      Timing raw,
      List<FlightProfile.TimeShare> profile) {}

  /**
   * @param ratio of this side's rate to that of the ready messages
   * @param seconds // [turn]
   */
  record Timing(double megabytesASecond, double ratio, double[] seconds) {
    static Timing of(long bytesATurn, double[] seconds, double[] raw) {
      return new Timing(
          seconds.length * bytesATurn / 1e6 / sum(seconds), sum(raw) / sum(seconds), seconds);
    }
  }

  record Result(Machine machine, double targetRatio, List<Case> cases) {}

  /** Arguments: an empty data directory, the result file. */
  public static void main(String[] arguments) throws Exception {
    List<Case> cases = new ArrayList<>();
    for (ReadyCaptures.Shape shape :
        List.of(ReadyCaptures.Shape.BUNDLED, ReadyCaptures.Shape.GPT2_SMALL)) {
      try (FlowPlatform platform = FlowPlatform.start(Path.of(arguments[0], shape.text()))) {
        Case result = measure(platform, shape);
        System.out.printf(
            "%s: spooled %.0f MB/s, ratio %.2f; straight %.0f MB/s, ratio %.2f; raw %.0f MB/s%n",
            result.shape(),
            result.spooled().megabytesASecond(),
            result.spooled().ratio(),
            result.straight().megabytesASecond(),
            result.straight().ratio(),
            result.raw().megabytesASecond());
        cases.add(result);
      }
    }
    ResultFile.write(Path.of(arguments[1]), new Result(Machine.present(), TARGET_RATIO, cases));
  }

  private static Case measure(FlowPlatform platform, ReadyCaptures.Shape shape) throws Exception {
    List<CaptureBatch> drawn = new ReadyCaptures(shape).batches(PROMPTS, 0);
    List<CaptureBatch> batches = new ArrayList<>();
    for (int i = 0; i < BATCHES; i++) {
      batches.add(drawn.get(i % (drawn.size() - 1)));
    }
    List<CaptureMessage> messages = encoded(batches);
    double[][] seconds = new double[3][TURNS]; // spooled, straight, raw
    Spool spool =
        Spool.open(platform.directory().resolve("spool"), SPOOL_BYTES); // closed by its publisher
    PublisherOptions options = PublisherOptions.of(platform.kafka());
    try (CapturePublisher spooled = CapturePublisher.spooled(options, spool);
        CapturePublisher straight = new CapturePublisher(options);
        RawProducer producer = new RawProducer(platform.kafka());
        FlightProfile flight = FlightProfile.start()) {
      for (int turn = -WARM_UP; turn < TURNS; turn++) {
        double[] now = {
          seconds(() -> publish(spooled, batches, spool)),
          seconds(() -> publish(straight, batches)),
          seconds(() -> send(producer, messages))
        };
        for (int side = 0; turn >= 0 && side < now.length; side++) {
          seconds[side][turn] = now[side];
        }
      }
      long bytes = messages.stream().mapToLong(message -> message.value().length).sum();
      return new Case(
          shape.text(),
          BATCHES,
          bytes,
          Timing.of(bytes, seconds[0], seconds[2]),
          Timing.of(bytes, seconds[1], seconds[2]),
          Timing.of(bytes, seconds[2], seconds[2]),
          flight.shares());
    }
  }

  private static List<CaptureMessage> encoded(List<CaptureBatch> batches) {
    List<CaptureMessage> messages = new ArrayList<>();
    try (CaptureBatchCodec codec = new CaptureBatchCodec()) {
      for (CaptureBatch batch : batches) {
        messages.add(codec.encode(batch, "chunk-" + messages.size()));
      }
    }
    return messages;
  }

  private static void publish(CapturePublisher publisher, List<CaptureBatch> batches, Spool spool) {
    batches.forEach(publisher::publish);
    publisher.flush();
    try {
      if (!spool.awaitEmpty(LIMIT)) {
        throw new IllegalStateException(spool.waiting() + " messages have not been acknowledged");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void publish(CapturePublisher publisher, List<CaptureBatch> batches) {
    batches.forEach(publisher::publish);
    publisher.flush();
  }

  private static void send(RawProducer producer, List<CaptureMessage> messages) {
    messages.forEach(
        message -> producer.send(Topics.CAPTURES, message.headers(), message.value(), place -> {}));
    producer.flush();
  }

  private static double seconds(Runnable work) {
    long start = System.nanoTime();
    work.run();
    return (System.nanoTime() - start) / 1e9;
  }

  private static double sum(double[] values) {
    return Arrays.stream(values).sum();
  }
}
