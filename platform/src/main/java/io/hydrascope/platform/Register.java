package io.hydrascope.platform;

import io.hydrascope.agent.prompt.Prompt;
import io.hydrascope.agent.serve.AgentRegister;
import io.hydrascope.agent.serve.RegisterException;
import io.hydrascope.agent.serve.RevisionNames;
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
import io.hydrascope.storage.query.QueryException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Writes down what is watched: revisions, their components, the prompts. */
public final class Register implements AgentRegister {
  private final Supplier<ClickHouseEndpoint> endpoint;

  public Register(ClickHouseEndpoint endpoint) {
    this(() -> endpoint);
  }

  /**
   * @param endpoint asked at each call, since a platform may move
   */
  public Register(Supplier<ClickHouseEndpoint> endpoint) {
    this.endpoint = endpoint;
  }

  @Override
  public void revision(PlannedRevision revision, long nowMicros) throws RegisterException {
    CaptureSource source = revision.source();
    requireSameContent(source);
    insert(
        TableEncoders.revisions(),
        List.of(new RevisionRow(source, revision.basis(), nowMicros)),
        source.runId() + "/revisions");
    insert(TableEncoders.components(), components(revision), source.runId() + "/components");
  }

  @Override
  public void prompts(String model, List<Prompt> prompts, String token, long nowMicros)
      throws RegisterException {
    List<PromptRow> asked =
        prompts.stream().map(prompt -> new PromptRow(model, asked(prompt, nowMicros))).toList();
    insert(TableEncoders.prompts(), asked, token);
  }

  @Override
  public long clockMicros() throws RegisterException {
    try {
      return new FlowQueries(endpoint.get()).clockMicros();
    } catch (QueryException e) {
      throw new RegisterException.Away(String.valueOf(e.getMessage()), e);
    }
  }

  /** All that were ever registered. */
  public RevisionNames names() {
    return RevisionNames.of(
        new FlowQueries(endpoint.get())
            .registered((model, revision) -> new RevisionNames.Named(model, revision)));
  }

  private void requireSameContent(CaptureSource source) {
    Optional<String> other =
        new FlowQueries(endpoint.get())
            .otherContent(source.model(), source.revision(), source.contentSha256());
    if (other.isPresent()) {
      throw new BadInputException(
          "revision %s of %s has content_sha256=%s here and was %s before: give the folder another name or use another --data"
              .formatted(source.revision(), source.model(), source.contentSha256(), other.get()));
    }
  }

  private static List<ComponentRow> components(PlannedRevision revision) {
    CaptureSource source = revision.source();
    return revision.ablated().stream()
        .map(unit -> new ComponentRow(source.model(), source.revision(), unit))
        .toList();
  }

  private static Capture asked(Prompt prompt, long nowMicros) {
    return new Capture("", prompt.id(), prompt.group(), prompt.segments(), nowMicros);
  }

  private <R> void insert(BlockEncoder<R> encoder, List<R> rows, String token)
      throws RegisterException {
    try (encoder;
        BlockInserter inserter = new BlockInserter(endpoint.get())) {
      inserter.insert(encoder.encode(rows), token);
    } catch (RetryableInsertException e) {
      throw new RegisterException.Away(String.valueOf(e.getMessage()), e);
    } catch (RejectedInsertException e) {
      throw new RegisterException.Refused(String.valueOf(e.getMessage()), e);
    }
  }
}
