package io.hydrascope.compare.report;

import io.hydrascope.compare.Comparison;
import io.hydrascope.compare.ComponentShift;
import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.schemas.rows.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;

/** A comparison as one HTML file that asks no network and runs no script. */
public final class ReportPage {
  private static final String HEAD =
      """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>%s against %s</title>
      <style>
        :root { --page: #ffffff; --ink: #1f2328; --soft: #59636e; --line: #d8dee4; --blue: #0b62c4; --orange: #b35300; }
        @media (prefers-color-scheme: dark) {
          :root { --page: #0d1117; --ink: #e6edf3; --soft: #a5afba; --line: #30363d; --blue: #6cb0ff; --orange: #f0a35e; }
        }
        body { background: var(--page); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; max-width: 62rem; margin: 2rem auto; padding: 0 1rem; }
        h1 { font-size: 1.5rem; margin-bottom: 0; }
        h2 { font-size: 1.15rem; margin-top: 2.2rem; }
        p.soft, td.soft { color: var(--soft); }
        .wide { overflow-x: auto; }
        table { border-collapse: collapse; width: 100%%; font-variant-numeric: tabular-nums; }
        th, td { border-bottom: 1px solid var(--line); padding: .25rem .6rem; text-align: right; white-space: nowrap; }
        th:nth-child(-n+3), td:nth-child(-n+3) { text-align: left; }
        .shifted { color: var(--orange); font-weight: 600; }
        .equivalent { color: var(--blue); }
        svg { display: block; }
        svg text { fill: var(--ink); font: 12px system-ui, sans-serif; }
        svg .end { text-anchor: end; }
        svg .middle { text-anchor: middle; }
        svg .grid { stroke: var(--line); }
        svg .diagonal { stroke: var(--soft); stroke-dasharray: 5 4; }
        svg .moved line, svg .moved circle { stroke: var(--orange); fill: var(--orange); }
        svg .still line, svg .still circle { stroke: var(--soft); fill: var(--soft); }
        svg circle.base { fill: var(--page) !important; stroke-width: 1.5; }
        svg .name { fill: var(--orange); paint-order: stroke; stroke: var(--page); stroke-width: 3px; }
        svg .leader { stroke: var(--orange); stroke-opacity: .55; }
        svg .more { fill: var(--blue); }
        svg .less { fill: var(--orange); }
      </style>
      </head>
      <body>
      """;

  private final Comparison comparison;
  private final StringBuilder page = new StringBuilder();

  public ReportPage(Comparison comparison) {
    this.comparison = comparison;
  }

  public void write(Path file) throws IOException {
    Files.writeString(file, html());
  }

  String html() {
    page.setLength(0);
    String base = Html.text(comparison.base());
    String candidate = Html.text(comparison.candidate());
    page.append(HEAD.formatted(candidate, base));
    add("<h1>%s against %s</h1>", candidate, base);
    add(
        "<p><b class=\"shifted\">%d shifted</b>, <b class=\"equivalent\">%d equivalent</b>, %d"
            + " undecided, of %d components × measures</p>",
        comparison.count(Verdict.SHIFTED),
        comparison.count(Verdict.EQUIVALENT),
        comparison.count(Verdict.UNDECIDED),
        comparison.shifts().size());
    add("<p class=\"soft\">%s</p>", Html.text(comparison.method()));
    comparison.notes().forEach(note -> add("<p>%s</p>", Html.text(note)));
    scatter();
    responses();
    table();
    return page.append("</body>\n</html>\n").toString();
  }

  private void scatter() {
    Set<AblationUnit> shifted =
        comparison.shifts().stream()
            .filter(shift -> shift.verdict() == Verdict.SHIFTED)
            .map(ComponentShift::component)
            .collect(Collectors.toSet());
    add("<h2>Direct and total effect</h2>");
    add(
        "<p class=\"soft\">Mean over observations. Open: %s; filled: %s; in colour, and named"
            + " where there is room: a measure of it shifted. Below the dashed line the rest of the model repairs: total effect is less"
            + " than direct effect.</p>",
        Html.text(comparison.base()), Html.text(comparison.candidate()));
    page.append("<div class=\"wide\">")
        .append(new EffectScatter(comparison.pictures(), shifted).svg())
        .append("</div>\n");
  }

  private void responses() {
    if (comparison.pictures().responders().isEmpty()) {
      return;
    }
    ResponseHeatmap heatmap = new ResponseHeatmap(comparison.pictures());
    add("<h2>Who answers</h2>");
    add(
        "<p class=\"soft\">Each row ablates one component; each column is a component's response,"
            + " candidate − base, mean over prompts. Blue: answers more; orange: less. Full colour:"
            + " %.4f logits. A component does not answer its own ablation.</p>",
        heatmap.largest());
    page.append("<div class=\"wide\">").append(heatmap.svg()).append("</div>\n");
  }

  private void table() {
    add("<h2>Verdicts</h2>");
    add(
        "<p class=\"soft\">Effect: mean of candidate − base, in logits (logprob_drop: nats)."
            + " Shifted: |effect| is beyond δ; at most α of the shifted ones are wrong. Equivalent:"
            + " it is within δ. Undecided: neither was shown. Decides: with how many observations,"
            + " by the present width; skewed: the interval lies within ±δ, but the data is too"
            + " skewed or too few to say equivalent.</p>");
    page.append("<div class=\"wide\"><table>\n<thead><tr>");
    for (String name :
        new String[] {
          "component", "measure", "verdict", "effect", "interval", "e-value", "n", "decides"
        }) {
      page.append("<th>").append(name).append("</th>");
    }
    page.append("</tr></thead>\n<tbody>\n");
    comparison.ranked().forEach(this::row);
    page.append("</tbody></table></div>\n");
  }

  private void row(ComponentShift shift) {
    add(
        "<tr><td>%s</td><td>%s</td><td"
            + " class=\"%3$s\">%3$s</td><td>%4$+.4f</td><td>%5$s</td><td>%6$.3g</td><td>%7$,d</td><td"
            + " class=\"soft\">%8$s</td></tr>",
        Html.text(shift.component().text()),
        Html.text(shift.measure()),
        shift.verdict().text(),
        shift.effect(),
        shift.interval(),
        shift.eValue(),
        shift.prompts(),
        shift.needed());
  }

  private void add(String format, Object... values) {
    page.append(Html.format(format, values)).append('\n');
  }
}
