package io.hydrascope.benchmarks.storage;

import io.hydrascope.benchmarks.FlightProfile;
import io.hydrascope.benchmarks.Machine;
import io.hydrascope.benchmarks.ResultFile;
import io.hydrascope.embedded.ClickHouseSettings;
import io.hydrascope.embedded.EmbeddedClickHouse;
import io.hydrascope.schemas.rows.EffectBatch;
import io.hydrascope.storage.ClickHouseEndpoint;
import io.hydrascope.storage.insert.BlockEncoder;
import io.hydrascope.storage.insert.BlockInserter;
import io.hydrascope.storage.insert.TableBlock;
import io.hydrascope.storage.insert.TableEncoders;
import io.hydrascope.storage.migrate.Deployment;
import io.hydrascope.storage.migrate.Migrator;
import java.io.IOException;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * P7: rows of {@code effects} through the platform's insert path, from a job's records to queryable
 * rows, against the same blocks already encoded and posted as they are; in turns in one process.
 */
public final class InsertBenchmark {
  private static final int BATCHES_A_BLOCK = 20; // 49,920 rows: what the jobs send at most
  private static final int WARM_UP = 5;
  private static final double TARGET_RATIO = 0.8;

  private final ClickHouseEndpoint endpoint;

  private InsertBenchmark(ClickHouseEndpoint endpoint) {
    this.endpoint = endpoint;
  }

  /** Arguments: an empty data directory, the result file, blocks each way. */
  public static void main(String[] arguments) throws Exception {
    try (EmbeddedClickHouse server =
        EmbeddedClickHouse.start(ClickHouseSettings.in(Path.of(arguments[0])))) {
      ClickHouseEndpoint endpoint =
          new ClickHouseEndpoint(
              server.httpUrl().toString(),
              server.owner().user(),
              server.owner().password(),
              ClickHouseEndpoint.DATABASE);
      new Migrator(endpoint, Deployment.singleServer()).migrate();
      Result result = new InsertBenchmark(endpoint).run(Integer.parseInt(arguments[2]));
      System.out.println(result.ratio());
      ResultFile.write(Path.of(arguments[1]), result);
    }
  }

  /**
   * @param encodeSeconds what of {@code seconds} is encoding // [turn]
   * @param seconds of the platform's path // [turn]
   * @param rawSeconds of the bytes alone // [turn]
   * @param profile of this process in all turns, while it encodes and sends
   */
  record Result(
      Machine machine,
      int rowsABlock,
      int bytesABlock,
      double targetRatio,
      double ratio,
      double rowsASecond,
      double rawRowsASecond,
      double[] encodeSeconds,
      double[] seconds,
      double[] rawSeconds,
      List<FlightProfile.TimeShare> profile) {}

  private Result run(int blocks) throws Exception {
    double[] encode = new double[blocks];
    double[] ours = new double[blocks];
    double[] raw = new double[blocks];
    TableBlock block;
    List<FlightProfile.TimeShare> profile;
    try (BlockEncoder<EffectBatch> encoder = TableEncoders.effects();
        BlockInserter inserter = new BlockInserter(endpoint);
        FlightProfile flight = FlightProfile.start()) {
      block = encoder.encode(SyntheticCaptures.draw(BATCHES_A_BLOCK, 0));
      for (int turn = -WARM_UP; turn < blocks; turn++) {
        List<EffectBatch> batches = SyntheticCaptures.draw(BATCHES_A_BLOCK, turn);
        TableBlock same = encoder.encode(batches);
        boolean isRawFirst = turn % 2 == 0;
        double rawSeconds = isRawFirst ? secondsOfRaw(same) : 0;
        long start = System.nanoTime();
        TableBlock encoded = encoder.encode(batches);
        long afterEncoding = System.nanoTime();
        inserter.insert(encoded, "turn-" + turn);
        long end = System.nanoTime();
        rawSeconds = isRawFirst ? rawSeconds : secondsOfRaw(same);
        if (turn >= 0) {
          encode[turn] = (afterEncoding - start) / 1e9;
          ours[turn] = (end - start) / 1e9;
          raw[turn] = rawSeconds;
        }
      }
      profile = flight.shares();
    }
    double rows = blocks * (double) block.rows();
    return new Result(
        Machine.present(),
        block.rows(),
        block.arrowStream().length,
        TARGET_RATIO,
        sum(raw) / sum(ours),
        rows / sum(ours),
        rows / sum(raw),
        encode,
        ours,
        raw,
        profile);
  }

  private static double sum(double[] seconds) {
    return Arrays.stream(seconds).sum();
  }

  private double secondsOfRaw(TableBlock block) throws IOException {
    long start = System.nanoTime();
    post(block);
    return (System.nanoTime() - start) / 1e9;
  }

  /** The bytes alone: no recognising of repeats, no compression, no client library. */
  private void post(TableBlock block) throws IOException {
    String insert =
        "INSERT INTO %s (%s) FORMAT ArrowStream"
            .formatted(block.table(), String.join(", ", block.columns()));
    URI address =
        URI.create(
            "%s/?database=%s&async_insert=0&insert_deduplicate=0&query=%s"
                .formatted(
                    endpoint.url(),
                    endpoint.database(),
                    URLEncoder.encode(insert, StandardCharsets.UTF_8)));
    HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection();
    connection.setRequestMethod("POST");
    connection.setDoOutput(true);
    connection.setFixedLengthStreamingMode(block.arrowStream().length);
    connection.setRequestProperty("X-ClickHouse-User", endpoint.user());
    connection.setRequestProperty("X-ClickHouse-Key", endpoint.password());
    try (OutputStream body = connection.getOutputStream()) {
      body.write(block.arrowStream());
    }
    if (connection.getResponseCode() != HttpURLConnection.HTTP_OK) {
      throw new IOException("HTTP " + connection.getResponseCode());
    }
    connection.getInputStream().close();
  }
}
