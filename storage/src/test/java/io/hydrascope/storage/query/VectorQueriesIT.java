package io.hydrascope.storage.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.hydrascope.schemas.ActivationSite;
import io.hydrascope.schemas.VectorPrecision;
import io.hydrascope.schemas.rows.VectorRow;
import io.hydrascope.storage.Fixtures;
import io.hydrascope.storage.TestingClickHouse;
import io.hydrascope.storage.TestingDatabase;
import io.hydrascope.storage.insert.TableEncoders;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(TestingClickHouse.class)
class VectorQueriesIT {
  private static final VectorQueries.Site SITE =
      new VectorQueries.Site(Fixtures.MODEL, "base", "L3H2");

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

  private static VectorQueries filled(TestingDatabase database) throws Exception {
    ActivationSite head = ActivationSite.z(3, 2);
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
        Fixtures.source("base"),
        "zero",
        "all_positions",
        "next",
        "",
        Fixtures.capture(prompt),
        ablated,
        "",
        4,
        site,
        VectorPrecision.BF16,
        new float[] {first, second});
  }
}
