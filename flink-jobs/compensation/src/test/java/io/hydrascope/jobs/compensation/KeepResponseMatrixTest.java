package io.hydrascope.jobs.compensation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.hydrascope.analysis.ResponseSums;
import io.hydrascope.jobs.streams.held.HoldingOperator;
import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.schemas.Component;
import io.hydrascope.schemas.Detail;
import io.hydrascope.schemas.ResidualBasis;
import io.hydrascope.schemas.rows.MetricsKey;
import io.hydrascope.schemas.rows.ResponseMatrixRow;
import io.hydrascope.testkit.flink.TestingOperator;
import io.hydrascope.testkit.flink.TestingOperator.Snapshot;
import io.hydrascope.testkit.flink.TestingOperator.Subject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KeepResponseMatrixTest {
  private static final AblationUnit UNIT = AblationUnit.head(0, 0);
  private static final ResidualBasis BASIS = new ResidualBasis(1, 1, false);
  private static final List<Component> RESPONDERS =
      List.of(Component.embed(), Component.attnBias(0), Component.mlpOut(0));
  private static final int PROMPTS = 20;
  private static final int ROWS = 3;

  @Test
  void rows_afterRescaling_equalTheMeansOverAllRows() throws Exception {
    double[][] values = values(); // [row of all prompts, responder]
    Snapshot snapshot;
    try (TestingOperator<KeyedResponses, ResponseMatrixRow> operator =
        TestingOperator.start(subject(), 1)) {
      for (int prompt = 0; prompt < PROMPTS / 2; prompt++) {
        operator.add(prompt(values, prompt));
      }
      snapshot = operator.snapshot();
    }
    try (TestingOperator<KeyedResponses, ResponseMatrixRow> operator =
        TestingOperator.start(subject(), 4, snapshot)) {
      operator.processingTime(1_000);
      for (int prompt = PROMPTS / 2; prompt < PROMPTS; prompt++) {
        operator.add(prompt(values, prompt));
      }
      operator.watermark(Long.MAX_VALUE);
      List<ResponseMatrixRow> rows = operator.output();
      ResponseMatrixRow last = rows.get(rows.size() - 1);
      assertThat(last.n()).isEqualTo((long) PROMPTS * ROWS);
      assertThat(last.prompts()).isEqualTo(PROMPTS);
      assertThat(last.responders()).isEqualTo(RESPONDERS);
      for (int responder = 0; responder < RESPONDERS.size(); responder++) {
        double mean = 0;
        for (double[] row : values) {
          mean += row[responder] / values.length;
        }
        double squares = 0;
        for (double[] row : values) {
          squares += (row[responder] - mean) * (row[responder] - mean);
        }
        assertThat(last.means()[responder]).isCloseTo(mean, within(1e-12));
        assertThat(last.variances()[responder])
            .isCloseTo(squares / (values.length - 1), within(1e-12));
      }
    }
  }

  @Test
  void rows_ofOneKey_comeAtMostEveryTenSeconds() throws Exception {
    double[][] values = values();
    try (TestingOperator<KeyedResponses, ResponseMatrixRow> operator =
        TestingOperator.start(subject(), 1)) {
      for (int prompt = 0; prompt < PROMPTS; prompt++) {
        operator.add(prompt(values, prompt));
        operator.processingTime(1_000L * (prompt + 1));
      }
      assertThat(operator.output()).hasSizeBetween(1, 2);
    }
  }

  private static Subject<String, KeyedResponses, ResponseMatrixRow> subject() {
    return Subject.ofOperator(
        () -> HoldingOperator.of(new KeepResponseMatrix(Duration.ofDays(90))),
        KeyedResponses::keyText);
  }

  private static KeyedResponses prompt(double[][] values, int prompt) {
    double[] means = new double[RESPONDERS.size()];
    double[] squares = new double[RESPONDERS.size()];
    List<double[]> own = new ArrayList<>();
    for (int row = 0; row < ROWS; row++) {
      own.add(values[prompt * ROWS + row]);
    }
    for (int responder = 0; responder < means.length; responder++) {
      int column = responder;
      double mean = own.stream().mapToDouble(row -> row[column]).average().orElseThrow();
      means[responder] = mean;
      squares[responder] = own.stream().mapToDouble(row -> Math.pow(row[column] - mean, 2)).sum();
    }
    MetricsKey key =
        CaptureSums.key(
            "demo",
            "base",
            new CaptureSums.MetricsPlan("zero", "s", "next", ""),
            UNIT,
            CaptureSums.ALL);
    return new KeyedResponses(
        KeyedPromptSums.text(key),
        key,
        new ResponseSums(UNIT, BASIS, Detail.FULL, ROWS, means, squares));
  }

  private static double[][] values() {
    Random random = new Random(1);
    double[][] values = new double[PROMPTS * ROWS][RESPONDERS.size()];
    for (double[] row : values) {
      for (int responder = 0; responder < row.length; responder++) {
        row[responder] = 1 + random.nextGaussian();
      }
    }
    return values;
  }
}
