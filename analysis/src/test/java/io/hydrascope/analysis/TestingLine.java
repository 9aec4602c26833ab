package io.hydrascope.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.hydrascope.schemas.Measure;
import io.hydrascope.schemas.rows.Estimate;
import io.hydrascope.schemas.rows.LineEstimate;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import org.apache.commons.statistics.distribution.TDistribution;
import org.assertj.core.data.Offset;

/** A line by its definition, from the rows themselves. */
final class TestingLine {
  private static final double ROUNDING = 1e-9;

  /** Less is rounding. */
  private static final double LEAST_LEFT = 1e-6;

  private TestingLine() {}

  /** Least squares, and the sandwich of the prompts' scores with what each prompt hides of it. */
  static void assertSame(LineEstimate line, List<double[][]> prompts, Measure measure) {
    double[] x = column(prompts, Measure.DIRECT_EFFECT);
    double[] y = column(prompts, measure);
    int n = x.length;
    double meanX = sum(n, i -> x[i]) / n;
    double meanY = sum(n, i -> y[i]) / n;
    double xx = sum(n, i -> Math.pow(x[i] - meanX, 2));
    double yy = sum(n, i -> Math.pow(y[i] - meanY, 2));
    double xy = sum(n, i -> (x[i] - meanX) * (y[i] - meanY));
    double slope = xy / xx;
    double intercept = meanY - slope * meanX;
    IntToDoubleFunction residual = i -> y[i] - intercept - slope * x[i];
    IntToDoubleFunction bySlope = i -> (x[i] - meanX) / xx;
    IntToDoubleFunction byIntercept = i -> 1.0 / n - meanX * (x[i] - meanX) / xx;
    IntToDoubleFunction leverage = i -> 1.0 / n + Math.pow(x[i] - meanX, 2) / xx;
    assertInterval(line.slope(), slope, half(prompts, bySlope, residual, leverage));
    assertInterval(line.intercept(), intercept, half(prompts, byIntercept, residual, leverage));
    assertThat(line.r2()).isCloseTo(xy * xy / (xx * yy), near(1));
  }

  /** Of the interval; infinite where one prompt decides the line. */
  private static double half(
      List<double[][]> prompts,
      IntToDoubleFunction weight,
      IntToDoubleFunction residual,
      IntToDoubleFunction leverage) {
    double squares = 0;
    double hidden = 0;
    double parts = 0;
    int start = 0;
    for (double[][] prompt : prompts) {
      int from = start;
      int rows = prompt.length;
      double score =
          sum(rows, i -> weight.applyAsDouble(from + i) * residual.applyAsDouble(from + i));
      double part = sum(rows, i -> Math.pow(weight.applyAsDouble(from + i), 2));
      squares += score * score;
      parts += part;
      hidden += part * sum(rows, i -> leverage.applyAsDouble(from + i));
      start += rows;
    }
    double left = 1 - hidden / parts;
    if (left <= LEAST_LEFT) {
      return Double.POSITIVE_INFINITY;
    }
    double g = prompts.size();
    double t = TDistribution.of(g - 1).inverseSurvivalProbability(0.025);
    return t * Math.sqrt(squares * (g - 1) / g) / left;
  }

  private static void assertInterval(Estimate estimate, double value, double half) {
    assertThat(estimate.value()).isCloseTo(value, near(value));
    if (Double.isInfinite(half)) {
      assertThat(estimate.low()).isNull();
      assertThat(estimate.high()).isNull();
    } else {
      assertThat(estimate.low()).isCloseTo(value - half, near(half));
      assertThat(estimate.high()).isCloseTo(value + half, near(half));
    }
  }

  private static Offset<Double> near(double size) {
    return within(ROUNDING * Math.max(Math.abs(size), 1));
  }

  private static double[] column(List<double[][]> prompts, Measure measure) {
    return prompts.stream()
        .flatMap(Arrays::stream)
        .mapToDouble(row -> row[measure.ordinal()])
        .toArray();
  }

  private static double sum(int n, IntToDoubleFunction value) {
    double sum = 0;
    for (int i = 0; i < n; i++) {
      sum += value.applyAsDouble(i);
    }
    return sum;
  }
}
