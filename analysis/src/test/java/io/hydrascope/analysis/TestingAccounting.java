package io.hydrascope.analysis;

import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.schemas.Component;
import io.hydrascope.schemas.capture.CaptureBatch;
import io.hydrascope.schemas.capture.CaptureRows;
import io.hydrascope.schemas.rows.EffectBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** The definitions of the measures once more, as streams over maps, without any shared code. */
final class TestingAccounting {
  private TestingAccounting() {}

  private record Response(Component component, double intact, double change) {}

  static double[] measures(CaptureBatch batch, int capture, EffectBatch effects, int row) {
    CaptureRows rows = batch.rows();
    AblationUnit ablated = effects.component(row);
    int position = effects.position()[row];
    int unit = batch.ablated().indexOf(ablated);
    int changed = find(batch, capture, position, unit, effects.donor()[row]);
    int intact = find(batch, capture, position, CaptureRows.INTACT, CaptureRows.NO_DONOR);
    List<Response> all = new ArrayList<>();
    List<Component> components = batch.basis().components();
    for (int j = 0; j < components.size(); j++) {
      double before = rows.contributions()[intact * components.size() + j];
      double after = rows.contributions()[changed * components.size() + j];
      all.add(new Response(components.get(j), before, after - before));
    }
    Predicate<Response> own = response -> owns(ablated, response.component);
    List<Response> others = all.stream().filter(own.negate()).toList();
    double a = all.stream().filter(own).mapToDouble(Response::change).sum();
    double b = others.stream().mapToDouble(Response::change).sum();
    double difference = rows.logit()[changed] - rows.logit()[intact];
    double n =
        (rows.logit()[changed] - rows.kappa()[intact])
            * (1 - rows.scale()[changed] / rows.scale()[intact]);
    return new double[] {
      all.stream().filter(own).mapToDouble(Response::intact).sum(),
      -a,
      -difference,
      b,
      n,
      -a + difference,
      difference - (a + b + n),
      sum(others, Component.Kind.HEAD),
      sum(others, Component.Kind.MLP_OUT),
      b - sum(others, Component.Kind.HEAD) - sum(others, Component.Kind.MLP_OUT),
      others.stream().mapToDouble(r -> Math.max(r.change, 0)).sum(),
      others.stream()
          .mapToDouble(r -> Math.min(Math.max(r.change, 0), Math.max(-r.intact, 0)))
          .sum(),
      rows.kl()[changed],
      rows.targetLogprob()[intact] - rows.targetLogprob()[changed]
    };
  }

  private static double sum(List<Response> responses, Component.Kind kind) {
    return responses.stream()
        .filter(response -> response.component.kind() == kind)
        .mapToDouble(Response::change)
        .sum();
  }

  private static boolean owns(AblationUnit unit, Component part) {
    return unit.components().stream().anyMatch(ablated -> owns(ablated, part));
  }

  private static boolean owns(Component ablated, Component part) {
    if (ablated.kind() != Component.Kind.ATTN_OUT) {
      return ablated.equals(part);
    }
    return part.layer() == ablated.layer() && part.kind() != Component.Kind.MLP_OUT;
  }

  private static int find(CaptureBatch batch, int capture, int position, int ablated, int donor) {
    CaptureRows rows = batch.rows();
    return IntStream.range(0, rows.count())
        .filter(
            row ->
                rows.capture()[row] == capture
                    && rows.position()[row] == position
                    && rows.ablated()[row] == ablated
                    && rows.donor()[row] == donor)
        .findFirst()
        .orElseThrow();
  }
}
