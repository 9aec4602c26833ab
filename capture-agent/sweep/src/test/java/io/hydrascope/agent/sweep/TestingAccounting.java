package io.hydrascope.agent.sweep;

import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.schemas.Component;
import io.hydrascope.schemas.Component.Kind;
import io.hydrascope.schemas.EdgeReader;
import io.hydrascope.schemas.ResidualBasis;
import io.hydrascope.schemas.capture.CaptureRows;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The definitions of one ablation's account, written down once more for one row of one capture. */
record TestingAccounting(ResidualBasis basis, List<AblationUnit> ablated, CaptureRows rows) {

  Map<String, Double> responses(int row) {
    AblationUnit unit = ablated.get(rows.ablated()[row]);
    Map<String, Double> responses = new TreeMap<>();
    for (int j = 0; j < basis.size(); j++) {
      if (unit.isEdge() || !isPart(unit, j)) {
        Component responder = basis.components().get(j);
        // The reference counts both embeddings as one.
        String name = responder.kind() == Kind.POS_EMBED ? "embed" : responder.text();
        responses.merge(name, change(row, j), Double::sum);
      }
    }
    return responses;
  }

  Map<String, Double> measures(int row) {
    int intact = intactRow(row);
    AblationUnit unit = ablated.get(rows.ablated()[row]);
    double a = 0;
    double b = 0;
    double contribution = 0;
    double heads = 0;
    double mlps = 0;
    double positive = 0;
    double erasure = 0;
    for (int j = 0; j < basis.size(); j++) {
      double change = change(row, j);
      double before = part(intact, j);
      contribution += isPart(unit, j) ? before : 0;
      if (isPart(unit, j) && !unit.isEdge()) {
        a += change;
        continue;
      }
      b += change;
      Kind kind = basis.components().get(j).kind();
      heads += kind == Kind.HEAD ? change : 0;
      mlps += kind == Kind.MLP_OUT ? change : 0;
      positive += Math.max(change, 0);
      erasure += Math.min(Math.max(change, 0), Math.max(-before, 0));
    }
    if (unit.reader().kind() == EdgeReader.Kind.FINAL) {
      a = rows.read()[row] - rows.read()[intact] - b;
    }
    double logit = rows.logit()[intact];
    double ablatedLogit = rows.logit()[row];
    double norm =
        (ablatedLogit - rows.kappa()[row]) * (1 - rows.scale()[row] / rows.scale()[intact]);
    Map<String, Double> measures = new TreeMap<>();
    measures.put("intact_logit", logit);
    measures.put("ablated_logit", ablatedLogit);
    measures.put("contribution", contribution);
    measures.put("direct_effect", -a);
    measures.put("total_effect", logit - ablatedLogit);
    measures.put("compensatory_effect", b);
    measures.put("norm_term", norm);
    measures.put("self_repair", -a - (logit - ablatedLogit));
    measures.put("closure_error", ablatedLogit - logit - (a + b + norm));
    measures.put("heads_response", heads);
    measures.put("mlps_response", mlps);
    measures.put("other_response", b - heads - mlps);
    measures.put("positive_response", positive);
    measures.put("erasure_response", erasure);
    measures.put("kl", rows.kl()[row]);
    measures.put("logprob_drop", rows.targetLogprob()[intact] - rows.targetLogprob()[row]);
    return measures;
  }

  private boolean isPart(AblationUnit unit, int entry) {
    for (Component component : unit.components()) {
      if (entry >= basis.ownStart(component) && entry < basis.ownEnd(component)) {
        return true;
      }
    }
    return false;
  }

  private int intactRow(int row) {
    for (int other = 0; other < rows.count(); other++) {
      if (rows.isIntact(other) && rows.position()[other] == rows.position()[row]) {
        return other;
      }
    }
    throw new AssertionError("no intact row for row " + row);
  }

  private double change(int row, int component) {
    return part(row, component) - part(intactRow(row), component);
  }

  private double part(int row, int component) {
    return rows.contributions()[row * basis.size() + component];
  }
}
