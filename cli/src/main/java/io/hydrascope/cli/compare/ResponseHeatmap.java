package io.hydrascope.cli.compare;

import java.util.stream.IntStream;

/**
 * How much more each component answers each ablation in the candidate than in the base, as SVG:
 * ablated from top to bottom, responders from left to right.
 */
final class ResponseHeatmap {
  private static final int CELL = 20;
  private static final int LEFT = 96;
  private static final int TOP = 84;
  private static final double FAINTEST = 1e-9;

  private final Pictures pictures;
  private final StringBuilder svg = new StringBuilder();

  ResponseHeatmap(Pictures pictures) {
    this.pictures = pictures;
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
        "<svg viewBox=\"0 0 %d %d\" style=\"max-width:%1$dpx\" role=\"img\" aria-label=\"Difference"
            + " of the response matrices\">",
        LEFT + columns * CELL + 8, TOP + rows * CELL + 8);
    for (int j = 0; j < columns; j++) {
      add(
          "<text transform=\"translate(%d %d) rotate(-60)\">%s</text>",
          LEFT + j * CELL + 12, TOP - 6, Html.text(pictures.responders().get(j).text()));
    }
    double largest = Math.max(largest(), FAINTEST);
    for (int i = 0; i < rows; i++) {
      add(
          "<text class=\"end\" x=\"%d\" y=\"%d\">%s</text>",
          LEFT - 6, TOP + i * CELL + 14, Html.text(pictures.ablated().get(i).text()));
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
        LEFT + j * CELL,
        TOP + i * CELL,
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
