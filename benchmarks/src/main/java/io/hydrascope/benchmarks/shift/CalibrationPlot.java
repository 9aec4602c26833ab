package io.hydrascope.benchmarks.shift;

import io.hydrascope.benchmarks.shift.CalibrationResult.NoChange;
import io.hydrascope.benchmarks.shift.CalibrationResult.Power;
import java.util.List;
import java.util.Locale;

/**
 * As SVG with colours for light and dark pages: by population, how often anything was rejected
 * without change and how often the interval held; and the prompts that it costs.
 */
final class CalibrationPlot {
  private static final int NAMES = 300;
  private static final int PANEL = 250;
  private static final int GAP = 40;
  private static final int ROW = 22;
  private static final int TOP = 64;
  private static final double LEAST_COVERAGE = 0.6;
  private static final double MOST_RATIO = 5;
  private static final double COVERAGE = 0.95;

  private static final String HEAD =
      """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %1$d %2$d" width="%1$d" height="%2$d" role="img" aria-labelledby="title">
      <title id="title">False rejections, coverage and cost of the tests of a shift</title>
      <style>
        svg { --page: #ffffff; --ink: #1f2328; --grid: #d8dee4; --ours: #0b62c4; --wrong: #b35300; --limit: #59636e; }
        @media (prefers-color-scheme: dark) {
          svg { --page: #0d1117; --ink: #e6edf3; --grid: #30363d; --ours: #6cb0ff; --wrong: #f0a35e; --limit: #a5afba; }
        }
        .page { fill: var(--page); }
        text { fill: var(--ink); font: 12px sans-serif; }
        .end { text-anchor: end; }
        .middle { text-anchor: middle; }
        .grid { stroke: var(--grid); }
        .limit { stroke: var(--limit); stroke-dasharray: 4 3; }
        .ours { fill: var(--ours); }
        .wrong { fill: none; stroke: var(--wrong); stroke-width: 1.8; }
      </style>
      <rect class="page" width="%1$d" height="%2$d"/>
      """;

  private final CalibrationResult result;
  private final StringBuilder svg = new StringBuilder();

  CalibrationPlot(CalibrationResult result) {
    this.result = result;
  }

  String svg() {
    svg.setLength(0);
    List<NoChange> noChange = result.noChange();
    List<Power> power = result.power();
    int rows = noChange.size() + 3 + power.size();
    add(HEAD, NAMES + 2 * (PANEL + GAP), TOP + (rows + 2) * ROW);
    add(
        "<circle class=\"ours\" cx=\"20\" cy=\"18\" r=\"5\"/><text x=\"32\" y=\"22\">e-values and"
            + " their interval</text>");
    add(
        "<circle class=\"wrong\" cx=\"220\" cy=\"18\" r=\"5\"/><text x=\"232\" y=\"22\">t-tests"
            + " with Bonferroni, Student's interval, looked at after every prompt</text>");
    frame(0, TOP, noChange.size(), "any rejection without change", result.alpha(), "α");
    frame(
        1, TOP, noChange.size(), "mean inside at every look from 50 on", coverage(COVERAGE), "95%");
    for (int i = 0; i < noChange.size(); i++) {
      row(noChange.get(i), TOP + i * ROW);
    }
    int below = TOP + (noChange.size() + 3) * ROW;
    frame(0, below, power.size(), "prompts needed ÷ fixed-sample test", 1 / MOST_RATIO, "1×");
    for (int i = 0; i < power.size(); i++) {
      row(power.get(i), below + i * ROW);
    }
    return svg.append("</svg>\n").toString();
  }

  private void row(NoChange population, int y) {
    add(
        "<text class=\"end\" x=\"%d\" y=\"%d\">%s</text>",
        NAMES - 12, y + 15, population.population());
    double experiments = population.experiments();
    mark("wrong", 0, population.anyRejectedByTTests() / experiments, y);
    mark("ours", 0, population.anyRejected() / experiments, y);
    mark("wrong", 1, coverage(population.tCoverage()), y);
    mark("ours", 1, coverage(population.coverage()), y);
  }

  private void row(Power power, int y) {
    add(
        "<text class=\"end\" x=\"%d\" y=\"%d\">%s, %s sd beyond δ</text>",
        NAMES - 12, y + 15, power.population(), power.beyond());
    double ratio = (double) power.needed() / power.fixed();
    mark("ours", 0, ratio / MOST_RATIO, y);
    add("<text x=\"%.1f\" y=\"%d\">%.2f</text>", x(0, ratio / MOST_RATIO) + 10, y + 15, ratio);
  }

  private void frame(int panel, int y, int rows, String title, double limit, String limitName) {
    add("<text class=\"middle\" x=\"%.1f\" y=\"%d\">%s</text>", x(panel, 0.5), y - 8, title);
    for (double end : new double[] {0, 1}) {
      add(
          "<line class=\"grid\" x1=\"%1$.1f\" x2=\"%1$.1f\" y1=\"%2$d\" y2=\"%3$d\"/>",
          x(panel, end), y, y + rows * ROW);
    }
    add(
        "<line class=\"limit\" x1=\"%1$.1f\" x2=\"%1$.1f\" y1=\"%2$d\" y2=\"%3$d\"/><text"
            + " class=\"middle\" x=\"%1$.1f\" y=\"%4$d\">%5$s</text>",
        x(panel, limit), y, y + rows * ROW, y + rows * ROW + 14, limitName);
  }

  private static double coverage(double share) {
    return Math.max(0, (share - LEAST_COVERAGE) / (1 - LEAST_COVERAGE));
  }

  private void mark(String style, int panel, double part, int y) {
    add("<circle class=\"%s\" cx=\"%.1f\" cy=\"%d\" r=\"5\"/>", style, x(panel, part), y + 11);
  }

  private static double x(int panel, double part) {
    return NAMES + panel * (PANEL + GAP) + PANEL * part;
  }

  private void add(String format, Object... values) {
    svg.append(String.format(Locale.ROOT, format, values)).append('\n');
  }
}
