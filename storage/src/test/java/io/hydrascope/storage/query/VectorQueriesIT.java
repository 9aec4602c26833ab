package io.hydrascope.storage.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.hydrascope.schemas.ActivationSite;
import io.hydrascope.schemas.VectorPrecision;
import io.hydrascope.schemas.rows.VectorRow;
import io.hydrascope.storage.TestingClickHouse;
import io.hydrascope.storage.TestingDatabase;
import io.hydrascope.storage.TestingRows;
import io.hydrascope.storage.insert.TableEncoders;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(TestingClickHouse.class)
class VectorQueriesIT {
  private static final VectorQueries.VectorSite SITE =
      new VectorQueries.VectorSite(TestingRows.MODEL, "base", "L3H2");

  private static final ActivationSite SITE_OF_HEAD = ActivationSite.z(3, 2);

  @Test
  void nearest_oneOfTheSite_ordersByAngleWithinTheSite(TestingDatabase database) throws Exception {
    VectorQueries queries = filled(database);
    List<VectorMatch> found = queries.nearest(SITE, "capture-of-p0", 4, 10);
    assertThat(found).extracting(VectorMatch::promptId).containsExactly("p1", "p2", "p3");
    assertThat(found.get(0).measure()).isCloseTo(0, within(1e-6));
    assertThat(found.get(1).measure()).isCloseTo(1 - Math.sqrt(0.5), within(1e-6));
    assertThat(found.get(2).measure()).isCloseTo(2, within(1e-6));
    assertThat(queries.nearest(SITE, "capture-of-nobody", 4, 10)).isEmpty();
  }

  @Test
  void topActivating_site_ordersByLength(TestingDatabase database) throws Exception {
    List<VectorMatch> found = filled(database).topActivating(SITE, 2);
    assertThat(found).extracting(VectorMatch::promptId).containsExactly("p1", "p2");
    assertThat(found.get(0).measure()).isCloseTo(4, within(1e-6));
  }

  @Test
  void nearest_withAnIndex_answersTheSameAndSeesWhatCameLater(TestingDatabase database)
      throws Exception {
    VectorQueries queries = filled(database);
    List<VectorMatch> exact = queries.nearest(SITE, "capture-of-p0", 4, 10);
    NearestIndex index = new NearestIndex(database.endpoint());
    NearestIndex.Built built = index.build(SITE);
    assertThat(built.vectors()).isEqualTo(4);
    assertThat(built.dimensions()).isEqualTo(2);
    assertSame(queries.nearest(SITE, "capture-of-p0", 4, 10), exact);
    assertThat(queries.nearest(SITE, "capture-of-nobody", 4, 10)).isEmpty();

    database.insert(
        TableEncoders.vectors(), "later", List.of(vector("p6", SITE_OF_HEAD, "", 1, 0.1f)));
    List<VectorMatch> withLater = queries.nearest(SITE, "capture-of-p0", 4, 10);
    assertThat(withLater).extracting(VectorMatch::promptId).containsExactly("p1", "p6", "p2", "p3");
    assertThat(index.build(SITE).vectors()).isEqualTo(5);
    assertSame(queries.nearest(SITE, "capture-of-p0", 4, 10), withLater);
  }

  private static void assertSame(List<VectorMatch> found, List<VectorMatch> expected) {
    assertThat(found)
        .extracting(VectorMatch::captureId)
        .isEqualTo(expected.stream().map(VectorMatch::captureId).toList());
    for (int i = 0; i < found.size(); i++) {
      assertThat(found.get(i).measure()).isCloseTo(expected.get(i).measure(), within(1e-3));
    }
  }

  @Test
  void build_siteWithoutVectors_namesIt(TestingDatabase database) {
    database.migrated();
    VectorQueries.VectorSite none = new VectorQueries.VectorSite("nobody", "base", "L9H9");
    assertThatThrownBy(() -> new NearestIndex(database.endpoint()).build(none))
        .isInstanceOf(QueryException.class)
        .hasMessageContaining("L9H9")
        .hasMessageContaining("--vectors");
  }

  @Test
  void nearest_asTheReader_mayUseTheIndex(TestingDatabase database) throws Exception {
    TestingDatabase platform = database.platform();
    platform.insert(
        TableEncoders.vectors(),
        "reader",
        List.of(vector("p0", SITE_OF_HEAD, "", 1, 0), vector("p1", SITE_OF_HEAD, "", 4, 0)));
    new NearestIndex(platform.endpoint()).build(SITE);
    assertThat(new VectorQueries(platform.reader()).nearest(SITE, "capture-of-p0", 4, 10))
        .extracting(VectorMatch::promptId)
        .contains("p1");
  }

  private static VectorQueries filled(TestingDatabase database) throws Exception {
    ActivationSite head = SITE_OF_HEAD;
    database
        .migrated()
        .insert(
            TableEncoders.vectors(),
            "t",
            List.of(
                vector("p0", head, "", 1, 0),
                vector("p1", head, "", 4, 0),
                vector("p2", head, "", 1, 1),
                vector("p3", head, "", -1, 0),
                vector("p4", head, "L1H0", 9, 0),
                vector("p5", ActivationSite.mlpOut(3), "", 9, 0)));
    return new VectorQueries(database.endpoint());
  }

  private static VectorRow vector(
      String prompt, ActivationSite site, String ablated, float first, float second) {
    return new VectorRow(
        TestingRows.source("base"),
        "zero",
        "all_positions",
        "next",
        "",
        TestingRows.capture(prompt),
        ablated,
        "",
        4,
        site,
        VectorPrecision.BF16,
        new float[] {first, second});
  }
}
