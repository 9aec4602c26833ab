package io.hydrascope.benchmarks.speed;

import static org.assertj.core.api.Assertions.assertThat;

import io.hydrascope.benchmarks.Machine;
import io.hydrascope.benchmarks.speed.CostResult.Point;
import io.hydrascope.benchmarks.speed.CostResult.Rounds;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;

class CostPlotTest {
  @Test
  void svg_everyCase_isADotAndASquareOfAWellFormedDocument() throws Exception {
    List<Point> points = CostCase.all().stream().map(CostPlotTest::point).toList();
    CostResult.ModelShape model = new CostResult.ModelShape(4, 256, 2048, "last");
    String svg = new CostPlot(new CostResult(Machine.present(), 1, 0, model, points)).svg();
    Document document =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
    int legend = 1;
    int page = 1;
    assertThat(document.getElementsByTagName("circle").getLength())
        .isEqualTo(points.size() + legend);
    assertThat(document.getElementsByTagName("rect").getLength())
        .isEqualTo(points.size() + legend + page);
    assertThat(svg).contains("tokens of the prompt", ">milliseconds<").doesNotContain("NaN");
  }

  @Test
  void step_range_isOneTwoOrFiveTimesAPowerOfTen() {
    assertThat(CostPlot.step(5)).isEqualTo(1);
    assertThat(CostPlot.step(9)).isEqualTo(2);
    assertThat(CostPlot.step(24)).isEqualTo(5);
    assertThat(CostPlot.step(30)).isEqualTo(10);
  }

  private static Point point(CostCase what) {
    Rounds times = Rounds.of(new double[] {3, 1, 2});
    return new Point(
        what.panel(),
        what.x(),
        what.layers(),
        what.tokens(),
        what.rowsPerPass(),
        what.memoryBytes(),
        what.shape().components(),
        times,
        4,
        times,
        1,
        0.4);
  }
}
