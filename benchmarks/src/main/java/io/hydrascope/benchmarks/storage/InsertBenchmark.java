package io.hydrascope.benchmarks.storage;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.hydrascope.benchmarks.Machine;
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
import java.util.Map;

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
      Map<String, Object> result =
          new InsertBenchmark(endpoint).run(Integer.parseInt(arguments[2]));
      System.out.println(result.get("ratio"));
      JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build()
          .writeValue(Path.of(arguments[1]).toFile(), result);
    }
  }

  private Map<String, Object> run(int blocks) throws Exception {
    double[] ours = new double[blocks];
    double[] raw = new double[blocks];
    TableBlock block;
    try (BlockEncoder<EffectBatch> encoder = TableEncoders.effects();
        BlockInserter inserter = new BlockInserter(endpoint)) {
      block = encoder.encode(SyntheticCaptures.draw(BATCHES_A_BLOCK, 0));
      for (int turn = -WARM_UP; turn < blocks; turn++) {
        List<EffectBatch> batches = SyntheticCaptures.draw(BATCHES_A_BLOCK, turn);
        long start = System.nanoTime();
        inserter.insert(encoder.encode(batches), "turn-" + turn);
        long between = System.nanoTime();
        TableBlock same = encoder.encode(batches);
        long startOfRaw = System.nanoTime();
        post(same);
        if (turn >= 0) {
          ours[turn] = (between - start) / 1e9;
          raw[turn] = (System.nanoTime() - startOfRaw) / 1e9;
        }
      }
    }
    double ratio = Arrays.stream(raw).sum() / Arrays.stream(ours).sum();
    return Map.of(
        "machine",
        Machine.present(),
        "rowsABlock",
        block.rows(),
        "bytesABlock",
        block.arrowStream().length,
        "targetRatio",
        TARGET_RATIO,
        "ratio",
        ratio,
        "rowsASecond",
        blocks * (double) block.rows() / Arrays.stream(ours).sum(),
        "rawRowsASecond",
        blocks * (double) block.rows() / Arrays.stream(raw).sum(),
        "seconds",
        ours,
        "rawSeconds",
        raw);
  }

  /** The bytes alone: no token, no compression, no client library. */
  private void post(TableBlock block) throws IOException {
    String insert =
        "INSERT INTO %s (%s) FORMAT ArrowStream"
            .formatted(block.table(), String.join(", ", block.columns()));
    URI address =
        URI.create(
            "%s/?database=%s&async_insert=0&query=%s"
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
