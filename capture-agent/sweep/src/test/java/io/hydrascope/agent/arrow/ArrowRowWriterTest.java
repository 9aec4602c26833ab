package io.hydrascope.agent.arrow;

import static org.assertj.core.api.Assertions.assertThat;

import io.hydrascope.agent.rows.RowShape;
import io.hydrascope.agent.rows.SweptRows;
import io.hydrascope.analysis.Accounting;
import io.hydrascope.analysis.Responses;
import io.hydrascope.schemas.Ablation;
import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.schemas.CapturePlan;
import io.hydrascope.schemas.Component;
import io.hydrascope.schemas.ResidualBasis;
import io.hydrascope.schemas.Scope;
import io.hydrascope.schemas.Target;
import io.hydrascope.schemas.capture.Capture;
import io.hydrascope.schemas.capture.CaptureBatch;
import io.hydrascope.schemas.capture.CaptureRows;
import io.hydrascope.schemas.capture.CaptureSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.arrow.compression.CommonsCompressionFactory;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.ipc.ArrowFileReader;
import org.apache.arrow.vector.util.ByteArrayReadableSeekableByteChannel;
import org.junit.jupiter.api.Test;

class ArrowRowWriterTest {
  private static final ResidualBasis BASIS = new ResidualBasis(1, 1, false);
  private static final AblationUnit MLP = AblationUnit.mlpOut(0);
  private static final int POSITIONS = 5;

  private record Read(List<Integer> batchRows, List<Integer> positions, List<Double> ofHead) {}

  @Test
  void write_moreRowsThanABatchHolds_splitsAndKeepsThemAll() throws IOException {
    RowShape shape = new RowShape(false, false, true, BASIS.components());
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ArrowRowWriter writer = new ArrowRowWriter(Channels.newChannel(bytes), shape, 2)) {
      writer.write(rows());
    }
    Read read = read(bytes.toByteArray());
    assertThat(read.batchRows()).containsExactly(2, 2, 1);
    assertThat(read.positions()).containsExactly(0, 1, 2, 3, 4);
    assertThat(read.ofHead()).containsExactly(0.0, 1.0, 2.0, 3.0, 4.0);
  }

  @Test
  void close_noRows_isAFileOfNone() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    new ArrowRowWriter(Channels.newChannel(bytes), new RowShape(true, true, false, List.of()))
        .close();
    try (BufferAllocator allocator = new RootAllocator();
        ArrowFileReader reader = reader(bytes.toByteArray(), allocator)) {
      assertThat(reader.getVectorSchemaRoot().getSchema().getFields())
          .extracting(field -> field.getName())
          .contains("other_token", "donor_id")
          .doesNotContain("responses", "inclusion_probability");
      assertThat(reader.loadNextBatch()).isFalse();
    }
  }

  /** At position p the head answers the MLP's ablation with p logits. */
  private static SweptRows rows() {
    CaptureRows rows = CaptureRows.allocate(2 * POSITIONS, BASIS.size());
    Arrays.fill(rows.scale(), 1);
    for (int row = 0; row < rows.count(); row++) {
      boolean ablated = row >= POSITIONS;
      rows.position()[row] = row % POSITIONS;
      rows.ablated()[row] = ablated ? 0 : CaptureRows.INTACT;
      int head = row * BASIS.size() + BASIS.ownStart(Component.head(0, 0));
      rows.contributions()[head] = ablated ? row % POSITIONS : 0;
    }
    CapturePlan plan =
        new CapturePlan(Ablation.ZERO, Scope.ALL_POSITIONS, Target.ARGMAX, List.of(MLP), "all", "");
    CaptureSource source = new CaptureSource("model", "revision", "sha", "run");
    Capture capture = new Capture("id", "p", "p", Map.of(), 0);
    CaptureBatch batch =
        new CaptureBatch(source, plan, BASIS, List.of(MLP), List.of(capture), rows);
    return new SweptRows(
        Accounting.account(batch).get(0), new Responses(batch), new double[] {0.25});
  }

  private static Read read(byte[] bytes) throws IOException {
    Read read = new Read(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    try (BufferAllocator allocator = new RootAllocator();
        ArrowFileReader reader = reader(bytes, allocator)) {
      VectorSchemaRoot root = reader.getVectorSchemaRoot();
      while (reader.loadNextBatch()) {
        read.batchRows().add(root.getRowCount());
        for (int row = 0; row < root.getRowCount(); row++) {
          read.positions().add(((IntVector) root.getVector("position")).get(row));
          read.ofHead().add(ofHead((FixedSizeListVector) root.getVector("responses"), row));
        }
      }
    }
    return read;
  }

  private static double ofHead(FixedSizeListVector responses, int row) {
    int head = BASIS.components().indexOf(Component.head(0, 0));
    if (responses.getObject(row).get(head) instanceof Float response) {
      return response;
    }
    throw new AssertionError("no response of L0H0 in row " + row);
  }

  private static ArrowFileReader reader(byte[] bytes, BufferAllocator allocator) {
    return new ArrowFileReader(
        new ByteArrayReadableSeekableByteChannel(bytes),
        allocator,
        CommonsCompressionFactory.INSTANCE);
  }
}
