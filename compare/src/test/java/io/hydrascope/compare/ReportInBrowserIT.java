package io.hydrascope.compare;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.hydrascope.analysis.EBenjaminiHochberg;
import io.hydrascope.analysis.shift.HeldOutRepair;
import io.hydrascope.analysis.shift.PromptDifference;
import io.hydrascope.compare.report.ReportPage;
import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.schemas.AblationUnit.Kind;
import io.hydrascope.schemas.Component;
import io.hydrascope.schemas.Measure;
import io.hydrascope.schemas.ResidualBasis;
import io.hydrascope.schemas.ShiftMeasure;
import io.hydrascope.storage.query.PairedQueries.PairedResponse;
import io.hydrascope.storage.query.PlanKey;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The report as a browser draws it, of a model whose components lie close together. */
class ReportInBrowserIT {
  private static final double PIXEL = 1;
  private static final int SHIFTED_EVERY = 3;
  private static final double LEAST_TEXT = 10; // pixels

  private static final int MEASURES = ShiftMeasure.MADE_OF.size();

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(ints = {1200, 390})
  void report_anyWidth_isReadable(int width) throws Exception {
    TestingChromium chromium = chromium();
    Path page = folder.resolve("report.html");
    new ReportPage(comparison(ablated(), new ResidualBasis(6, 8, true).components())).write(page);
    JsonNode measured = chromium.measure(page, width);
    assertThat(measured.path("needed").asInt())
        .as("the page itself does not scroll sideways")
        .isLessThanOrEqualTo(measured.path("width").asInt());
    assertThat(measured.path("width").asInt()).isBetween(width - 20, width);
    JsonNode pictures = measured.path("pictures");
    assertThat(pictures.size()).isEqualTo(2);
    pictures.forEach(ReportInBrowserIT::assertNothingIsCutOff);
    assertNoNamesOverlap(pictures.get(0));
  }

  @Test
  void report_fewMoved_namesThemAll() throws Exception {
    TestingChromium chromium = chromium();
    Path page = folder.resolve("report.html");
    new ReportPage(comparison(ablated().subList(0, 12), List.of())).write(page);
    JsonNode pictures = chromium.measure(page, 1200).path("pictures");
    assertThat(pictures.size()).as("without responses there is no matrix").isEqualTo(1);
    List<String> texts = new ArrayList<>();
    pictures.get(0).path("texts").forEach(text -> texts.add(text.path("text").asText()));
    assertThat(texts).contains("L0H0", "L0H3", "L0H6", "L0H2+L1.mlp_out");
  }

  private TestingChromium chromium() {
    return TestingChromium.in(folder);
  }

  private static void assertNothingIsCutOff(JsonNode picture) {
    JsonNode frame = picture.path("box");
    assertThat(picture.path("texts")).isNotEmpty();
    for (JsonNode text : picture.path("texts")) {
      JsonNode box = text.path("box");
      assertThat(
              box.path("left").asDouble() >= frame.path("left").asDouble() - PIXEL
                  && box.path("top").asDouble() >= frame.path("top").asDouble() - PIXEL
                  && box.path("right").asDouble() <= frame.path("right").asDouble() + PIXEL
                  && box.path("bottom").asDouble() <= frame.path("bottom").asDouble() + PIXEL)
          .as("%s in %s", text, frame)
          .isTrue();
      if (!text.path("turned").asBoolean()) {
        assertThat(box.path("bottom").asDouble() - box.path("top").asDouble())
            .as("height of %s", text)
            .isGreaterThan(LEAST_TEXT);
      }
    }
  }

  private static void assertNoNamesOverlap(JsonNode picture) {
    JsonNode texts = picture.path("texts");
    assertThat(texts.size()).as("names beside the axes' twelve texts").isGreaterThan(12 + 8);
    for (int i = 0; i < texts.size(); i++) {
      for (int j = 0; j < i; j++) {
        JsonNode one = texts.get(i).path("box");
        JsonNode other = texts.get(j).path("box");
        boolean apart =
            one.path("left").asDouble() >= other.path("right").asDouble() - PIXEL
                || other.path("left").asDouble() >= one.path("right").asDouble() - PIXEL
                || one.path("top").asDouble() >= other.path("bottom").asDouble() - PIXEL
                || other.path("top").asDouble() >= one.path("bottom").asDouble() - PIXEL;
        assertThat(apart).as("%s and %s", texts.get(i), texts.get(j)).isTrue();
      }
    }
  }

  /** A set with a long name among them. */
  private static List<AblationUnit> ablated() {
    List<AblationUnit> ablated =
        new ArrayList<>(
            new ResidualBasis(6, 8, true)
                .units(List.of(Kind.HEAD, Kind.ATTN_OUT, Kind.MLP_OUT, Kind.LAYER)));
    ablated.add(9, AblationUnit.parse("L0H2+L1.mlp_out"));
    return ablated;
  }

  private static Comparison comparison(List<AblationUnit> ablated, List<Component> responders)
      throws IOException {
    Random random = new Random(4);
    ReportFigures pictures = new ReportFigures(ablated, responders);
    EBenjaminiHochberg rule = new EBenjaminiHochberg(0.05, 0.02);
    ShiftTable table =
        ShiftTable.of(
            rule, ablated, List.of(ShiftMeasure.SELF_REPAIR), HeldOutRepair.start(ablated.size()));
    double[] places = random.doubles(2L * ablated.size(), 0, 0.1).toArray();
    for (int prompt = 0; prompt < 60; prompt++) {
      ObservedUnit observed = observed(places, random);
      table.add(observed);
      pictures.add(observed.difference());
    }
    List<PairedResponse> responses = new ArrayList<>();
    for (AblationUnit unit : ablated) {
      for (Component responder : responders) {
        responses.add(
            new PairedResponse(unit.text(), responder.text(), 0.0, random.nextGaussian()));
      }
    }
    pictures.put(responses);
    return new Comparison(
        "base <1>",
        "tuned & \"quoted\"",
        new ComparisonMethod(rule, new PlanKey("zero", "all_positions", "next", ""), 0),
        60,
        table.shifts(),
        List.of("A note with <tags>."),
        pictures);
  }

  /** Every third component's self_repair moved. */
  private static ObservedUnit observed(double[] places, Random random) {
    int components = places.length / 2;
    double[] before = new double[components * MEASURES];
    double[] after = new double[components * MEASURES];
    for (int component = 0; component < components; component++) {
      int first = component * MEASURES;
      double moved = component % SHIFTED_EVERY == 0 ? 0.4 : 0;
      before[first + ShiftMeasure.MADE_OF.indexOf(Measure.DIRECT_EFFECT)] = places[2 * component];
      before[first + ShiftMeasure.MADE_OF.indexOf(Measure.TOTAL_EFFECT)] =
          places[2 * component + 1];
      after[first + ShiftMeasure.MADE_OF.indexOf(Measure.DIRECT_EFFECT)] =
          places[2 * component] + moved / 20;
      after[first + ShiftMeasure.MADE_OF.indexOf(Measure.TOTAL_EFFECT)] =
          places[2 * component + 1] - moved / 20;
      after[first + ShiftMeasure.MADE_OF.indexOf(Measure.SELF_REPAIR)] =
          moved + 0.05 * random.nextGaussian();
    }
    ObservedUnit observed = ObservedUnit.start(components);
    observed.difference().add(new PromptDifference(before, after, new double[0], ""));
    return observed;
  }
}
