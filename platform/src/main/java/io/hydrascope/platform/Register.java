package io.hydrascope.platform;

import io.hydrascope.agent.prompt.Prompt;
import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.schemas.ResidualBasis;
import io.hydrascope.schemas.capture.Capture;
import io.hydrascope.schemas.capture.CaptureSource;
import io.hydrascope.schemas.text.BadInputException;
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
import java.util.List;
import java.util.Optional;

/** Writes down what is watched: revisions, their components, the prompts. */
public final class Register {
  private final ClickHouseEndpoint endpoint;

  public Register(ClickHouseEndpoint endpoint) {
    this.endpoint = endpoint;
  }

  /**
   * A revision that captures are made of.
   *
   * @param ablated the units of its plan
   */
  public record WatchedRevision(
      CaptureSource source, ResidualBasis basis, List<AblationUnit> ablated) {
    public WatchedRevision {
      ablated = List.copyOf(ablated);
    }
  }

  /**
   * @throws BadInputException if a revision's name stands for other weights already
   */
  public void revisions(List<WatchedRevision> watched, long nowMicros)
      throws RetryableInsertException, RejectedInsertException {
    watched.forEach(revision -> requireSameContent(revision.source()));
    List<RevisionRow> revisions =
        watched.stream()
            .map(revision -> new RevisionRow(revision.source(), revision.basis(), nowMicros))
            .toList();
    List<ComponentRow> components =
        watched.stream().flatMap(revision -> components(revision).stream()).toList();
    String token = watched.get(0).source().runId();
    insert(TableEncoders.revisions(), revisions, token + "/revisions");
    insert(TableEncoders.components(), components, token + "/components");
  }

  /**
   * @param token names these prompts: under one token, always the same ones
   */
  public void prompts(String model, List<Prompt> prompts, String token, long nowMicros)
      throws RetryableInsertException, RejectedInsertException {
    List<PromptRow> asked =
        prompts.stream().map(prompt -> new PromptRow(model, asked(prompt, nowMicros))).toList();
    insert(TableEncoders.prompts(), asked, token);
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

  private static List<ComponentRow> components(WatchedRevision revision) {
    CaptureSource source = revision.source();
    return revision.ablated().stream()
        .map(unit -> new ComponentRow(source.model(), source.revision(), unit))
        .toList();
  }

  private static Capture asked(Prompt prompt, long nowMicros) {
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
