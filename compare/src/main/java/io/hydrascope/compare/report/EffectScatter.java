package io.hydrascope.compare.report;

import io.hydrascope.compare.ComponentMeans;
import io.hydrascope.compare.ComponentMeans.RevisionSide;
import io.hydrascope.compare.ReportFigures;
import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.schemas.Measure;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * Direct against total effect of every component in both revisions, as SVG: an open circle is the
 * base, a filled one the candidate, a line joins them. Below the diagonal the model repairs.
 */
final class EffectScatter {
  private static final int SIZE = 460;
  private static final int MARGIN = 56;
  private static final int TICKS = 4;
  private static final double PADDING = 0.06;

  private final ReportFigures pictures;
  private final Set<AblationUnit> shifted;
  private final double low;
  private final double high;
  private final StringBuilder svg = new StringBuilder();

  /**
   * @param shifted those that are drawn in colour and named, as far as there is room
   */
  EffectScatter(ReportFigures pictures, Set<AblationUnit> shifted) {
    this.pictures = pictures;
    this.shifted = shifted;
    List<Double> all = new ArrayList<>(List.of(0.0));
    for (int component = 0; component < pictures.ablated().size(); component++) {
      for (RevisionSide side : RevisionSide.values()) {
        all.add(pictures.means().mean(component, side, Measure.DIRECT_EFFECT));
        all.add(pictures.means().mean(component, side, Measure.TOTAL_EFFECT));
      }
    }
    double least = all.stream().mapToDouble(value -> value).min().orElseThrow();
    double most = all.stream().mapToDouble(value -> value).max().orElseThrow();
    double padding = PADDING * Math.max(most - least, 1e-9);
    low = least - padding;
    high = most + padding;
  }

  String svg() {
    svg.setLength(0);
    int whole = SIZE + 2 * MARGIN;
    add(
        "<svg viewBox=\"0 0 %d %d\" style=\"width:%1$dpx\" role=\"img\" aria-label=\"Direct against"
            + " total effect of every component\">",
        whole, whole);
    axes();
    List<Integer> still = new ArrayList<>();
    List<Integer> moved = new ArrayList<>();
    for (int component = 0; component < pictures.ablated().size(); component++) {
      (shifted.contains(pictures.ablated().get(component)) ? moved : still).add(component);
    }
    still.forEach(component -> component(component, "still"));
    moved.forEach(component -> component(component, "moved"));
    name(moved);
    return svg.append("</svg>\n").toString();
  }

  private void axes() {
    for (int tick = 0; tick <= TICKS; tick++) {
      double value = low + (high - low) * tick / TICKS;
      add(
          "<line class=\"grid\" x1=\"%1$.1f\" x2=\"%1$.1f\" y1=\"%2$.1f\" y2=\"%3$.1f\"/>",
          x(value), y(low), y(high));
      add(
          "<line class=\"grid\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%3$.1f\" y2=\"%3$.1f\"/>",
          x(low), x(high), y(value));
      add("<text class=\"middle\" x=\"%.1f\" y=\"%.1f\">%.2f</text>", x(value), y(low) + 18, value);
      add("<text class=\"end\" x=\"%.1f\" y=\"%.1f\">%.2f</text>", x(low) - 6, y(value) + 4, value);
    }
    add(
        "<line class=\"diagonal\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>",
        x(low), y(low), x(high), y(high));
    int whole = SIZE + 2 * MARGIN;
    add(
        "<text class=\"middle\" x=\"%d\" y=\"%d\">direct effect, logits</text>",
        whole / 2, whole - 12);
    add(
        "<text class=\"middle\" transform=\"translate(14 %d) rotate(-90)\">total effect,"
            + " logits</text>",
        whole / 2);
  }

  private void component(int component, String style) {
    double[] before = point(component, RevisionSide.BASE);
    double[] after = point(component, RevisionSide.CANDIDATE);
    String name = Html.text(pictures.ablated().get(component).text());
    add(
        "<g class=\"%s\"><title>%s</title><line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>",
        style, name, before[0], before[1], after[0], after[1]);
    add("<circle class=\"base\" cx=\"%.1f\" cy=\"%.1f\" r=\"4\"/>", before[0], before[1]);
    add("<circle cx=\"%.1f\" cy=\"%.1f\" r=\"4\"/>", after[0], after[1]);
    svg.append("</g>\n");
  }

  /** Those that moved farthest first: who finds no room is named in the table alone. */
  private void name(List<Integer> components) {
    LabelPlaces places = new LabelPlaces(MARGIN, MARGIN, MARGIN + SIZE, MARGIN + SIZE);
    for (int component : components) {
      for (RevisionSide side : RevisionSide.values()) {
        double[] point = point(component, side);
        places.keepFree(point[0], point[1]);
      }
    }
    components.stream()
        .sorted(Comparator.comparingDouble(component -> -way(component)))
        .forEach(component -> name(component, places));
  }

  private double way(int component) {
    double[] before = point(component, RevisionSide.BASE);
    double[] after = point(component, RevisionSide.CANDIDATE);
    return Math.hypot(after[0] - before[0], after[1] - before[1]);
  }

  private void name(int component, LabelPlaces places) {
    String name = pictures.ablated().get(component).text();
    double[] point = point(component, RevisionSide.CANDIDATE);
    places
        .find(name, point[0], point[1])
        .ifPresent(
            place -> {
              if (place.isFar()) {
                add(
                    "<line class=\"leader\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>",
                    point[0], point[1], place.middle(), place.y() - 4);
              }
              add(
                  "<text class=\"name\" x=\"%.1f\" y=\"%.1f\">%s</text>",
                  place.x(), place.y(), Html.text(name));
            });
  }

  private double[] point(int component, RevisionSide side) {
    ComponentMeans means = pictures.means();
    return new double[] {
      x(means.mean(component, side, Measure.DIRECT_EFFECT)),
      y(means.mean(component, side, Measure.TOTAL_EFFECT))
    };
  }

  private double x(double value) {
    return MARGIN + SIZE * (value - low) / (high - low);
  }

  private double y(double value) {
    return MARGIN + SIZE * (high - value) / (high - low);
  }

  private void add(String format, Object... values) {
    svg.append(Html.format(format, values)).append('\n');
  }
}
