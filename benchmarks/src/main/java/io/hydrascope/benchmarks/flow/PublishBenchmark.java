package io.hydrascope.benchmarks.flow;

import io.hydrascope.agent.publish.CapturePublisher;
import io.hydrascope.agent.publish.PublisherOptions;
import io.hydrascope.benchmarks.FlightProfile;
import io.hydrascope.benchmarks.Machine;
import io.hydrascope.benchmarks.ResultFile;
import io.hydrascope.benchmarks.kafka.RawProducer;
import io.hydrascope.schemas.Topics;
import io.hydrascope.schemas.capture.CaptureBatch;
import io.hydrascope.schemas.capture.CaptureBatchCodec;
import io.hydrascope.schemas.capture.CaptureMessage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * P5: captures through the agent's publisher into Kafka, against the loop of
 * kafka-producer-perf-test over the same messages, already encoded, with the same acknowledgements,
 * compression and batches; in turns, until the broker has acknowledged all.
 */
public final class PublishBenchmark {
  private static final double TARGET_RATIO = 0.8;
  private static final int WARM_UP = 2;
  private static final int TURNS = 6;
  private static final int BATCHES = 150;
  private static final int PROMPTS = 200;

  private PublishBenchmark() {}

  /**
   * @param bytesATurn of the messages' values
   * @param seconds of the publisher // [turn]
   * @param rawSeconds // [turn]
   */
  record Case(
      String shape,
      int messagesATurn,
      long bytesATurn,
      double ratio,
      double megabytesASecond,
      double rawMegabytesASecond,
      double[] seconds,
      double[] rawSeconds,
      List<FlightProfile.Share> profile) {}

  record Result(Machine machine, double targetRatio, List<Case> cases) {}

  /** Arguments: an empty data directory, the result file. */
  public static void main(String[] arguments) throws Exception {
    List<Case> cases = new ArrayList<>();
    for (ReadyCaptures.Shape shape : ReadyCaptures.Shape.values()) {
      try (FlowPlatform platform = FlowPlatform.start(Path.of(arguments[0], shape.text()))) {
        Case result = measure(platform.kafka(), shape);
        System.out.printf(
            "%s: %.0f MB/s, raw %.0f MB/s, ratio %.2f%n",
            result.shape(),
            result.megabytesASecond(),
            result.rawMegabytesASecond(),
            result.ratio());
        cases.add(result);
      }
    }
    ResultFile.write(Path.of(arguments[1]), new Result(Machine.present(), TARGET_RATIO, cases));
  }

  private static Case measure(String kafka, ReadyCaptures.Shape shape) throws Exception {
    List<CaptureBatch> drawn = new ReadyCaptures(shape).batches(PROMPTS, 0);
    List<CaptureBatch> batches = new ArrayList<>();
    for (int i = 0; i < BATCHES; i++) {
      batches.add(drawn.get(i % (drawn.size() - 1)));
    }
    List<CaptureMessage> messages = encoded(batches);
    double[] ours = new double[TURNS];
    double[] raw = new double[TURNS];
    try (CapturePublisher publisher = new CapturePublisher(PublisherOptions.of(kafka));
        RawProducer producer = new RawProducer(kafka);
        FlightProfile flight = FlightProfile.start()) {
      for (int turn = -WARM_UP; turn < TURNS; turn++) {
        double oursNow = seconds(() -> publish(publisher, batches));
        double rawNow = seconds(() -> send(producer, messages));
        if (turn >= 0) {
          ours[turn] = oursNow;
          raw[turn] = rawNow;
        }
      }
      long bytes = messages.stream().mapToLong(message -> message.value().length).sum();
      return new Case(
          shape.text(),
          BATCHES,
          bytes,
          sum(raw) / sum(ours),
          TURNS * bytes / 1e6 / sum(ours),
          TURNS * bytes / 1e6 / sum(raw),
          ours,
          raw,
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
