package io.hydrascope.cli.demo;

import io.hydrascope.agent.prompt.Prompt;
import io.hydrascope.cli.BadInputException;
import io.hydrascope.schemas.capture.Capture;
import io.hydrascope.schemas.capture.CaptureSource;
import io.hydrascope.storage.ClickHouseEndpoint;
import io.hydrascope.storage.insert.BlockEncoder;
import io.hydrascope.storage.insert.BlockInserter;
import io.hydrascope.storage.insert.ComponentRow;
import io.hydrascope.storage.insert.PromptRow;
import io.hydrascope.storage.insert.RejectedInsertException;
import io.hydrascope.storage.insert.RetryableInsertException;
import io.hydrascope.storage.insert.RevisionRow;
import io.hydrascope.storage.insert.TableEncoders;
import io.hydrascope.storage.query.FlowQueries;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Writes down what is watched: revisions, their components, the prompts. */
final class Register {
  private final ClickHouseEndpoint endpoint;

  Register(ClickHouseEndpoint endpoint) {
    this.endpoint = endpoint;
  }

  /**
   * @throws BadInputException if a revision's name stands for other weights already
   */
  void write(Lineup lineup, List<Prompt> prompts, long nowMicros)
      throws RetryableInsertException, RejectedInsertException {
    lineup.models().forEach(model -> requireSameContent(model.source()));
    List<RevisionRow> revisions = new ArrayList<>();
    List<ComponentRow> components = new ArrayList<>();
    for (WatchedModel model : lineup.models()) {
      CaptureSource source = model.source();
      revisions.add(new RevisionRow(source, model.runner().modelInfo().basis(), nowMicros));
      model
          .plan()
          .ablated()
          .forEach(
              component ->
                  components.add(new ComponentRow(source.model(), source.revision(), component)));
    }
    String name = lineup.base().source().model();
    List<PromptRow> asked =
        prompts.stream().map(prompt -> new PromptRow(name, watched(prompt, nowMicros))).toList();
    String token = lineup.base().source().runId();
    insert(TableEncoders.revisions(), revisions, token + "/revisions");
    insert(TableEncoders.components(), components, token + "/components");
    insert(TableEncoders.prompts(), asked, token + "/prompts");
  }

  private void requireSameContent(CaptureSource source) {
    Optional<String> other =
        new FlowQueries(endpoint)
            .otherContent(source.model(), source.revision(), source.contentSha256());
    if (other.isPresent()) {
      throw new BadInputException(
          "revision %s of %s has content_sha256=%s here and was %s before: give the folder another name or use another --data"
              .formatted(source.revision(), source.model(), source.contentSha256(), other.get()));
    }
  }

  private static Capture watched(Prompt prompt, long nowMicros) {
    return new Capture("", prompt.id(), prompt.group(), prompt.segments(), nowMicros);
  }

  private <R> void insert(BlockEncoder<R> encoder, List<R> rows, String token)
      throws RetryableInsertException, RejectedInsertException {
    try (encoder;
        BlockInserter inserter = new BlockInserter(endpoint)) {
      inserter.insert(encoder.encode(rows), token);
    }
  }
}
