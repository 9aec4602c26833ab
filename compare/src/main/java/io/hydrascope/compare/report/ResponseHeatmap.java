package io.hydrascope.compare.report;

import io.hydrascope.compare.ReportFigures;
import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.schemas.Component;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * How much more each component answers each ablation in the candidate than in the base, as SVG:
 * ablated from top to bottom, responders from left to right.
 */
final class ResponseHeatmap {
  private static final int CELL = 20;
  private static final int GAP = 8;
  private static final double STEEP = Math.toRadians(60); // of the columns' names
  private static final double FAINTEST = 1e-9;

  private final ReportFigures pictures;
  private final StringBuilder svg = new StringBuilder();
  private final int left; // of the first cell
  private final int top; // likewise
  private final int right; // what the last columns' names need beside the cells

  ResponseHeatmap(ReportFigures pictures) {
    this.pictures = pictures;
    double rows = longest(pictures.ablated().stream().map(AblationUnit::text));
    double columns = longest(pictures.responders().stream().map(Component::text));
    left = (int) Math.ceil(rows) + 2 * GAP;
    top = (int) Math.ceil(columns * Math.sin(STEEP)) + 2 * GAP;
    right = (int) Math.ceil(columns * Math.cos(STEEP)) + GAP;
  }

  private static double longest(Stream<String> names) {
    return names.mapToDouble(LabelPlaces::width).max().orElse(0);
  }

  /** The largest |difference|, logits: full colour. */
  double largest() {
    int responders = pictures.responders().size();
    return IntStream.range(0, pictures.ablated().size() * responders)
        .mapToDouble(i -> Math.abs(difference(i / responders, i % responders)))
        .max()
        .orElse(0);
  }

  private double difference(int ablated, int responder) {
    return pictures.candidate().mean(ablated, responder) - pictures.base().mean(ablated, responder);
  }

  String svg() {
    svg.setLength(0);
    int columns = pictures.responders().size();
    int rows = pictures.ablated().size();
    add(
        "<svg viewBox=\"0 0 %d %d\" style=\"width:%1$dpx\" role=\"img\" aria-label=\"Difference of"
            + " the response matrices\">",
        left + columns * CELL + right, top + rows * CELL + GAP);
    for (int j = 0; j < columns; j++) {
      add(
          "<text transform=\"translate(%d %d) rotate(-60)\">%s</text>",
          left + j * CELL + 12, top - 6, Html.text(pictures.responders().get(j).text()));
    }
    double largest = Math.max(largest(), FAINTEST);
    for (int i = 0; i < rows; i++) {
      add(
          "<text class=\"end\" x=\"%d\" y=\"%d\">%s</text>",
          left - 6, top + i * CELL + 14, Html.text(pictures.ablated().get(i).text()));
      for (int j = 0; j < columns; j++) {
        cell(i, j, largest);
      }
    }
    return svg.append("</svg>\n").toString();
  }

  private void cell(int i, int j, double largest) {
    double difference = difference(i, j);
    add(
        "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\""
            + " fill-opacity=\"%.3f\"><title>%s ablated, %s answers: %+.4f logits</title></rect>",
        difference < 0 ? "less" : "more",
        left + j * CELL,
        top + i * CELL,
        CELL - 1,
        CELL - 1,
        Math.abs(difference) / largest,
        Html.text(pictures.ablated().get(i).text()),
        Html.text(pictures.responders().get(j).text()),
        difference);
  }

  private void add(String format, Object... values) {
    svg.append(Html.format(format, values)).append('\n');
  }
}
