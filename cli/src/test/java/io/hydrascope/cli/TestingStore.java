package io.hydrascope.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.hydrascope.embedded.ClickHouseSettings;
import io.hydrascope.embedded.EmbeddedClickHouse;
import io.hydrascope.schemas.Ablation;
import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.schemas.CapturePlan;
import io.hydrascope.schemas.Measure;
import io.hydrascope.schemas.ResidualBasis;
import io.hydrascope.schemas.Scope;
import io.hydrascope.schemas.Target;
import io.hydrascope.schemas.capture.Capture;
import io.hydrascope.schemas.capture.CaptureRows;
import io.hydrascope.schemas.capture.CaptureSource;
import io.hydrascope.schemas.rows.EffectBatch;
import io.hydrascope.storage.ClickHouseEndpoint;
import io.hydrascope.storage.insert.BlockEncoder;
import io.hydrascope.storage.insert.BlockInserter;
import io.hydrascope.storage.insert.RevisionRow;
import io.hydrascope.storage.insert.TableEncoders;
import io.hydrascope.storage.migrate.Deployment;
import io.hydrascope.storage.migrate.Migrator;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A real ClickHouse with what revisions of models have answered. */
final class TestingStore implements AutoCloseable {
  private final EmbeddedClickHouse clickHouse;
  private final ClickHouseEndpoint endpoint;
  private int inserts;

  TestingStore(Path folder) throws IOException {
    clickHouse = EmbeddedClickHouse.start(ClickHouseSettings.in(folder));
    endpoint =
        new ClickHouseEndpoint(
            clickHouse.httpUrl().toString(),
            clickHouse.owner().user(),
            clickHouse.owner().password(),
            ClickHouseEndpoint.DATABASE);
    new Migrator(endpoint, Deployment.singleServer()).migrate();
  }

  /** As {@code --clickhouse} takes it. */
  String url() {
    return clickHouse
        .httpUrl()
        .toString()
        .replace("://", "://" + endpoint.user() + ":" + endpoint.password() + "@");
  }

  /** A revision that was watched: its shape and the digit that its content's hash repeats. */
  void watched(String model, String revision, int layers, char content) throws Exception {
    CaptureSource source =
        new CaptureSource(model, revision, String.valueOf(content).repeat(64), "run-1");
    insert(
        TableEncoders.revisions(),
        List.of(new RevisionRow(source, new ResidualBasis(layers, 4, false), 1)));
  }

  void answered(List<EffectBatch> answers) throws Exception {
    insert(TableEncoders.effects(), answers);
  }

  private <R> void insert(BlockEncoder<R> encoder, List<R> rows) throws Exception {
    try (encoder;
        BlockInserter inserter = new BlockInserter(endpoint)) {
      inserter.insert(encoder.encode(rows), "insert-" + inserts++);
    }
  }

  /** What one revision of a model answered to one prompt by zero ablation at all positions. */
  static EffectBatch answer(
      CaptureSource source, String promptId, List<AblationUnit> ablated, List<Row> rows) {
    double[] measures = new double[rows.size() * Measure.COUNT];
    for (int row = 0; row < rows.size(); row++) {
      System.arraycopy(rows.get(row).measures, 0, measures, row * Measure.COUNT, Measure.COUNT);
    }
    return new EffectBatch(
        source,
        new CapturePlan(Ablation.ZERO, Scope.ALL_POSITIONS, Target.NEXT, ablated, "all", ""),
        new Capture(source.revision() + promptId, promptId, promptId, Map.of(), 1_700_000_000_000L),
        ablated,
        rows.stream().mapToInt(Row::component).toArray(),
        rows.stream().mapToInt(Row::position).toArray(),
        CaptureRows.noDonors(rows.size()),
        rows.stream().mapToInt(Row::targetToken).toArray(),
        new double[rows.size()],
        new double[rows.size()],
        new boolean[rows.size()],
        measures);
  }

  /**
   * @param component index of what was ablated
   * @param measures in their order // [measure]
   */
  record Row(int component, int position, int targetToken, double[] measures) {}

  /** The rows that {@code sweep} wrote of one revision, by prompt. */
  static List<EffectBatch> ofSweep(CaptureSource source, List<JsonNode> rows) {
    List<AblationUnit> ablated =
        rows.stream()
            .map(row -> row.path("component").asText())
            .distinct()
            .map(AblationUnit::parse)
            .toList();
    List<String> names = ablated.stream().map(AblationUnit::text).toList();
    Map<String, List<Row>> byPrompt = new LinkedHashMap<>();
    for (JsonNode row : rows) {
      double[] measures =
          Measure.ALL.stream().mapToDouble(each -> row.path(each.column()).asDouble()).toArray();
      byPrompt
          .computeIfAbsent(row.path("prompt_id").asText(), id -> new ArrayList<>())
          .add(
              new Row(
                  names.indexOf(row.path("component").asText()),
                  row.path("position").asInt(),
                  row.path("target_token").asInt(),
                  measures));
    }
    List<EffectBatch> batches = new ArrayList<>();
    byPrompt.forEach((id, of) -> batches.add(answer(source, id, ablated, of)));
    return batches;
  }

  @Override
  public void close() {
    clickHouse.close();
  }
}
