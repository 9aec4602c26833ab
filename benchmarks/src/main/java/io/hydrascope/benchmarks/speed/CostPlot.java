package io.hydrascope.benchmarks.speed;

import io.hydrascope.benchmarks.speed.CostCase.Panel;
import io.hydrascope.benchmarks.speed.CostResult.Point;
import io.hydrascope.benchmarks.speed.CostResult.Rounds;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Three panels of milliseconds, side by side, as SVG with colours for light and dark pages. */
final class CostPlot {
  private static final int PANEL_WIDTH = 310;
  private static final int LEFT = 52;
  private static final int TOP = 74;
  private static final int PLOT_WIDTH = 240;
  private static final int PLOT_HEIGHT = 210;
  private static final int BOTTOM = TOP + PLOT_HEIGHT;
  private static final int WIDTH = 3 * PANEL_WIDTH + 10;
  private static final int HEIGHT = BOTTOM + 56;
  private static final int TICKS = 5;

  private static final String HEAD =
      """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %1$d %2$d" width="%1$d" height="%2$d" role="img" aria-labelledby="title">
      <title id="title">Milliseconds per ablation against tokens, layers and rows of a pass</title>
      <style>
        svg { --page: #ffffff; --ink: #1f2328; --grid: #d8dee4; --sweep: #0b62c4; --plain: #b35300; --limit: #59636e; }
        @media (prefers-color-scheme: dark) {
          svg { --page: #0d1117; --ink: #e6edf3; --grid: #30363d; --sweep: #6cb0ff; --plain: #f0a35e; --limit: #a5afba; }
        }
        .page { fill: var(--page); }
        text { fill: var(--ink); font: 12px sans-serif; }
        .end { text-anchor: end; }
        .middle { text-anchor: middle; }
        .bold { font-weight: bold; }
        .grid { stroke: var(--grid); }
        .axis { stroke: var(--ink); }
        .line { fill: none; stroke-width: 2; }
        .sweep { stroke: var(--sweep); }
        .plain { stroke: var(--plain); stroke-dasharray: 7 4; }
        .limit { stroke: var(--limit); stroke-dasharray: 2 3; }
        .range { stroke-dasharray: none; stroke-width: 1; }
        .dot { fill: var(--sweep); }
        .square { fill: var(--plain); }
      </style>
      <rect class="page" width="%1$d" height="%2$d"/>
      """;

  private final CostResult result;
  private final StringBuilder svg = new StringBuilder();

  CostPlot(CostResult result) {
    this.result = result;
  }

  String svg() {
    svg.setLength(0);
    add(HEAD, WIDTH, HEIGHT);
    legend();
    for (Panel panel : Panel.values()) {
      new Axes(panel, result.points().stream().filter(p -> p.panel() == panel).toList()).draw();
    }
    return svg.append("</svg>\n").toString();
  }

  private void legend() {
    String threads = result.threads() == 1 ? "1 thread" : result.threads() + " threads";
    String model =
        "d_model %d, %d heads, %s"
            .formatted(result.model().width(), result.model().heads(), threads);
    sample(LEFT, "sweep", "an ablation");
    add("<circle class=\"dot\" cx=\"%d\" cy=\"20\" r=\"3.5\"/>\n", LEFT + 18);
    sample(LEFT + 150, "plain", "a row of the plain forward pass");
    add("<rect class=\"square\" x=\"%d\" y=\"17\" width=\"6\" height=\"6\"/>\n", LEFT + 165);
    sample(LEFT + 400, "limit", "an ablation by counting operations");
    add("<text class=\"end\" x=\"%d\" y=\"24\">%s</text>\n", WIDTH - 18, model);
  }

  private void sample(int x, String style, String text) {
    add("<path class=\"line %s\" d=\"M%d 20h36\"/>\n", style, x);
    add("<text x=\"%d\" y=\"24\">%s</text>\n", x + 42, text);
  }

  private void add(String format, Object... values) {
    svg.append(String.format(Locale.ROOT, format, values));
  }

  /** A step between ticks that is 1, 2 or 5 times a power of ten. */
  static double step(double range) {
    double power = Math.pow(10, Math.floor(Math.log10(range / TICKS)));
    for (int factor : new int[] {1, 2, 5}) {
      if (factor * power * TICKS >= range * (1 - 1e-9)) {
        return factor * power;
      }
    }
    return 10 * power;
  }

  /** One panel. */
  private final class Axes {
    private final Panel panel;
    private final List<Point> points;
    private final int left;
    private final double step;
    private final double most;

    private Axes(Panel panel, List<Point> points) {
      this.panel = panel;
      this.points = points;
      left = LEFT + panel.ordinal() * PANEL_WIDTH;
      double highest =
          points.stream()
              .mapToDouble(p -> Math.max(p.sweepMs().max(), p.plainMs().max()))
              .max()
              .orElse(1);
      step = step(highest);
      most = step * Math.ceil(highest / step);
    }

    private void draw() {
      add("<text class=\"bold\" x=\"%d\" y=\"%d\">%s</text>\n", left, TOP - 28, panel.title());
      add("<text x=\"%d\" y=\"%d\">milliseconds</text>\n", left, TOP - 10);
      ticks();
      line("limit", point -> point.plainMs().median() * point.rowsByCounting());
      line("plain", point -> point.plainMs().median());
      line("sweep", point -> point.sweepMs().median());
      for (Point point : points) {
        range("plain", point, point.plainMs());
        range("sweep", point, point.sweepMs());
        double plain = y(point.plainMs().median());
        add(
            "<rect class=\"square\" x=\"%.1f\" y=\"%.1f\" width=\"6\" height=\"6\"/>\n",
            x(point) - 3, plain - 3);
        add(
            "<circle class=\"dot\" cx=\"%.1f\" cy=\"%.1f\" r=\"3.5\"/>\n",
            x(point), y(point.sweepMs().median()));
      }
    }

    private void ticks() {
      int count = (int) Math.round(most / step);
      for (int tick = 0; tick <= count; tick++) {
        double value = tick * step;
        double y = y(value);
        String line = tick == 0 ? "axis" : "grid";
        add("<path class=\"%s\" d=\"M%d %.1fh%d\"/>\n", line, left, y, PLOT_WIDTH);
        String label = String.format(Locale.ROOT, step < 1 ? "%.1f" : "%.0f", value);
        add("<text class=\"end\" x=\"%d\" y=\"%.1f\">%s</text>\n", left - 6, y + 4, label);
      }
      for (Point point : points) {
        double x = x(point);
        add("<path class=\"axis\" d=\"M%.1f %dv4\"/>\n", x, BOTTOM);
        add("<text class=\"middle\" x=\"%.1f\" y=\"%d\">%d</text>\n", x, BOTTOM + 18, point.x());
      }
      double middle = left + PLOT_WIDTH / 2.0;
      add(
          "<text class=\"middle\" x=\"%.1f\" y=\"%d\">%s</text>\n",
          middle, BOTTOM + 40, panel.axis());
    }

    private void line(String style, Function<Point, Double> value) {
      List<String> places = new ArrayList<>();
      for (Point point : points) {
        places.add(String.format(Locale.ROOT, "%.1f %.1f", x(point), y(value.apply(point))));
      }
      add(
          "<path class=\"line %s\" d=\"M%s\"/>\n",
          style, places.stream().collect(Collectors.joining("L")));
    }

    /** Least to most over rounds. */
    private void range(String style, Point point, Rounds times) {
      add(
          "<path class=\"%s range\" d=\"M%.1f %.1fV%.1f\"/>\n",
          style, x(point), y(times.min()), y(times.max()));
    }

    private double y(double milliseconds) {
      return BOTTOM - PLOT_HEIGHT * milliseconds / most;
    }

    /** Rows of a pass double from one to the next, so they are spread by their logarithm. */
    private double x(Point point) {
      double highest = points.get(points.size() - 1).x();
      double part =
          panel == Panel.ROWS
              ? (1 + Math.log(point.x())) / (1 + Math.log(highest))
              : point.x() / highest;
      return left + PLOT_WIDTH * 0.97 * part;
    }
  }
}
