package io.hydrascope.agent.export;

import io.hydrascope.agent.export.Residual.Branch;
import io.hydrascope.agent.export.Wiring.Upstream;
import io.hydrascope.agent.onnx.Node;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Goes back from the final residual, addition by addition. Of the terms of a sum the residual
 * before it is the one that all others depend on.
 */
final class ResidualFinder {
  private final Wiring wiring;

  ResidualFinder(Wiring wiring) {
    this.wiring = wiring;
  }

  Residual find(String finalResidual) {
    Deque<List<Branch>> additions = new ArrayDeque<>();
    String at = wiring.origin(finalResidual);
    List<String> terms = terms(at);
    Optional<String> before = residualAmong(terms);
    while (before.isPresent()) {
      additions.addFirst(branches(terms, before.get()));
      at = wiring.origin(before.get());
      terms = terms(at);
      before = residualAmong(terms);
    }
    return withEmbeddings(terms, additions);
  }

  /** The terms of a sum, those of sums that nothing else reads written out; or the value itself. */
  private List<String> terms(String value) {
    List<String> terms = new ArrayList<>();
    Deque<String> open = new ArrayDeque<>(List.of(value));
    while (!open.isEmpty()) {
      String at = open.removeLast();
      Optional<Node> sum = wiring.producer(at).filter(this::isSum);
      if (sum.isPresent() && (at.equals(value) || wiring.readers(at) == 1)) {
        open.addAll(sum.get().inputs());
      } else {
        terms.add(at);
      }
    }
    return terms;
  }

  private boolean isSum(Node node) {
    return node.operator().equals("Add")
        && wiring.dependsOnTokens(node.outputs().get(0))
        && !wiring.isConstant(node.input(0))
        && !wiring.isConstant(node.input(1));
  }

  private Optional<String> residualAmong(List<String> terms) {
    return terms.size() < 2
        ? Optional.empty()
        : terms.stream().filter(term -> allDependOn(terms, term)).findFirst();
  }

  private boolean allDependOn(List<String> terms, String residual) {
    String origin = wiring.origin(residual);
    return terms.stream()
        .filter(term -> !term.equals(residual))
        .allMatch(term -> wiring.upstream(term, origin).values().contains(origin));
  }

  private List<Branch> branches(List<String> terms, String residual) {
    String origin = wiring.origin(residual);
    return terms.stream()
        .filter(term -> !term.equals(residual))
        .map(term -> new Branch(term, wiring.upstream(term, origin).nodes()))
        .toList();
  }

  private Residual withEmbeddings(List<String> terms, Deque<List<Branch>> additions) {
    List<String> ofTokens = terms.stream().filter(wiring::dependsOnTokens).toList();
    List<String> ofPositions =
        terms.stream().filter(term -> !wiring.dependsOnTokens(term)).toList();
    if (ofTokens.size() != 1 || ofPositions.size() > 1) {
      throw Refusal.because(
          "the residual stream starts with %d terms of tokens and %d of positions, at %s: one token"
              + " embedding and at most one position embedding are expected",
          ofTokens.size(), ofPositions.size(), terms.stream().map(Refusal::name).toList());
    }
    String embed = ofTokens.get(0);
    Upstream upstream = wiring.upstream(embed, "");
    if (upstream.nodes().stream().anyMatch(Branch::mixes)) {
      throw Refusal.because(
          "the residual stream cannot be followed back beyond %s, above which there is attention:"
              + " it is normalised or gated between blocks",
          wiring.producer(wiring.origin(embed)).map(Node::toString).orElse(Refusal.name(embed)));
    }
    return new Residual(embed, ofPositions.stream().findFirst(), List.copyOf(additions));
  }
}
