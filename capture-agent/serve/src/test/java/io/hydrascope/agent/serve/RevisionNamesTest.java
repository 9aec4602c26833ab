package io.hydrascope.agent.serve;

import static org.assertj.core.api.Assertions.assertThat;

import io.hydrascope.agent.serve.RevisionNames.Named;
import java.util.List;
import org.junit.jupiter.api.Test;

class RevisionNamesTest {
  @Test
  void lonely_otherFolder_namesTheModelsThatItCouldJoin() {
    RevisionNames names =
        RevisionNames.of(
            List.of(
                new Named("models", "base"),
                new Named("snapshots", "abc"),
                new Named("snapshots", "def")));
    assertThat(names.lonely(new Named("models", "base")))
        .hasValue(
            "base is the only revision of model models, so it is compared with none; --model-name NAME of the agent joins one of: snapshots (abc, def)");
    assertThat(names.lonely(new Named("snapshots", "abc"))).isEmpty();
    assertThat(names.lonely())
        .singleElement()
        .satisfies(line -> assertThat(line).startsWith("base is the only revision"));
  }

  @Test
  void lonely_firstRevisionOfAll_hasNothingToJoin() {
    RevisionNames first = RevisionNames.of(List.of(new Named("models", "base")));
    assertThat(first.lonely()).isEmpty();
    assertThat(RevisionNames.of(List.of()).lonely(new Named("models", "base"))).isEmpty();
  }

  @Test
  void lonely_manyModels_listsTen() {
    List<Named> many =
        java.util.stream.IntStream.range(0, 15)
            .mapToObj(model -> new Named("m" + (10 + model), "r"))
            .toList();
    assertThat(RevisionNames.of(many).lonely(new Named("new", "r")))
        .get()
        .asString()
        .endsWith("m19 (r) and 5 more");
  }
}
