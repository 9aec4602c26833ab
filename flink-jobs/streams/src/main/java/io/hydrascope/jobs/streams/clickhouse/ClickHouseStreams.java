package io.hydrascope.jobs.streams.clickhouse;

import io.hydrascope.jobs.streams.LetterBox;
import io.hydrascope.schemas.rows.AlertRow;
import io.hydrascope.schemas.rows.EffectBatch;
import io.hydrascope.schemas.rows.MetricsRow;
import io.hydrascope.schemas.rows.ResponseBatch;
import io.hydrascope.schemas.rows.ResponseMatrixRow;
import io.hydrascope.schemas.rows.ShiftRow;
import io.hydrascope.schemas.rows.VectorRow;
import io.hydrascope.storage.ClickHouseEndpoint;
import io.hydrascope.storage.insert.TableEncoders;
import org.apache.flink.streaming.api.datastream.DataStream;

/**
 * The tables that jobs write, exactly once each.
 *
 * @param refused takes the rows that ClickHouse refuses
 */
public record ClickHouseStreams(ClickHouseEndpoint endpoint, LetterBox.Opener refused) {
  private static final long EFFECT_BYTES = 200;
  private static final long METRICS_BYTES = 1_500;
  private static final long RESPONSE_BYTES = 200;
  private static final long SHIFT_BYTES = 200;
  private static final long ALERT_BYTES = 500;
  private static final long RESPONDER_BYTES = 8;
  private static final long VECTOR_BYTES = 300;

  public void effects(DataStream<EffectBatch> effects) {
    store(effects, "effects", TableEncoders::effects, new EffectSize());
  }

  public void runningMetrics(DataStream<MetricsRow> metrics) {
    store(metrics, "running-metrics", TableEncoders::runningMetrics, row -> METRICS_BYTES);
  }

  public void responseMatrix(DataStream<ResponseMatrixRow> matrix) {
    store(matrix, "response-matrix", TableEncoders::responseMatrix, new MatrixSize());
  }

  public void shifts(DataStream<ShiftRow> shifts) {
    store(shifts, "shifts", TableEncoders::shifts, row -> SHIFT_BYTES);
  }

  public void alerts(DataStream<AlertRow> alerts) {
    store(alerts, "alerts", TableEncoders::alerts, row -> ALERT_BYTES + row.evidence().length());
  }

  public void responses(DataStream<ResponseBatch> responses) {
    store(responses, "responses", TableEncoders::responses, new ResponseSize());
  }

  public void vectors(DataStream<VectorRow> vectors) {
    store(
        vectors,
        "vectors",
        TableEncoders::vectors,
        row -> VECTOR_BYTES + (long) row.values().length * Float.BYTES);
  }

  private <R> void store(
      DataStream<R> rows, String uid, BlockSink.EncoderOpener<R> encoder, RecordSize<R> size) {
    ClickHouseEndpoint to = endpoint;
    rows.sinkTo(
            new BlockSink<>(
                encoder, size, BlockLimits.DEFAULT, () -> new ClickHouseTarget(to), refused))
        .uid(uid)
        .name(uid);
  }

  private static final class ResponseSize implements RecordSize<ResponseBatch> {
    private static final long serialVersionUID = 1L;

    @Override
    public long rows(ResponseBatch batch) {
      return batch.count();
    }

    @Override
    public long bytes(ResponseBatch batch) {
      long row = EFFECT_BYTES + batch.responders().size() * (RESPONDER_BYTES + Float.BYTES);
      return batch.count() * row;
    }
  }

  private static final class MatrixSize implements RecordSize<ResponseMatrixRow> {
    private static final long serialVersionUID = 1L;

    @Override
    public long rows(ResponseMatrixRow row) {
      return row.responders().size();
    }

    @Override
    public long bytes(ResponseMatrixRow row) {
      return row.responders().size() * RESPONSE_BYTES;
    }
  }

  private static final class EffectSize implements RecordSize<EffectBatch> {
    private static final long serialVersionUID = 1L;

    @Override
    public long rows(EffectBatch batch) {
      return batch.count();
    }

    @Override
    public long bytes(EffectBatch batch) {
      return batch.count() * EFFECT_BYTES;
    }
  }
}
