package io.hydrascope.platform.demo;

import io.hydrascope.agent.engine.EngineOptions;
import io.hydrascope.agent.method.Measuring;
import io.hydrascope.agent.method.Method;
import io.hydrascope.agent.method.ModelSource;
import io.hydrascope.agent.method.UnitSelection;
import io.hydrascope.agent.progress.Progress;
import io.hydrascope.agent.serve.Agent;
import io.hydrascope.agent.serve.AgentSettings;
import io.hydrascope.agent.serve.DetailPolicy;
import io.hydrascope.agent.serve.EngineTurns;
import io.hydrascope.agent.sweep.ModelInfo;
import io.hydrascope.agent.sweep.VectorPolicy;
import io.hydrascope.schemas.Ablation;
import io.hydrascope.schemas.AblationUnit.Kind;
import io.hydrascope.schemas.DonorPosition;
import io.hydrascope.schemas.Scope;
import io.hydrascope.schemas.Target;
import io.hydrascope.schemas.VectorPrecision;
import io.hydrascope.schemas.text.BadInputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * An agent for each revision of one model, loaded; the first is the base of the comparisons. They
 * compute in turns and are asked by this process alone.
 */
record Lineup(List<Agent> agents) implements AutoCloseable {
  /** Every head, attn_out and mlp_out, read at each next token. */
  private static final Method METHOD =
      new Method(
          Ablation.ZERO,
          Scope.ALL_POSITIONS,
          List.of(Kind.HEAD, Kind.ATTN_OUT, Kind.MLP_OUT),
          "all",
          Target.NEXT,
          DonorPosition.SAME);

  /** Enough to look at; a vector takes a forward pass and a row that is large. */
  private static final VectorPolicy VECTORS =
      new VectorPolicy(
          0.02, 0.25, VectorPolicy.ALL_SITES, List.of(VectorPolicy.INTACT), VectorPrecision.BF16);

  private static final long SPOOL_BYTES = 1L << 30;

  /**
   * @param spools each agent's spool gets a folder of its own in it
   * @throws BadInputException if two folders have one name or their shapes differ
   */
  static Lineup load(List<Path> folders, Path spools, Progress progress) {
    List<Agent> agents = new ArrayList<>();
    EngineTurns turns = new EngineTurns();
    String model = ModelSource.family(folders.get(0));
    try {
      Set<String> revisions = new HashSet<>();
      for (Path folder : folders) {
        ModelSource source = new ModelSource.Checkpoint(folder);
        if (!revisions.add(source.revision())) {
          throw new BadInputException(
              "--model %s: another folder is named %s too; rename one"
                  .formatted(folder, source.revision()));
        }
        Agent agent =
            Agent.load(
                settings(source, model, spools),
                new NamedListener(source.revision(), progress),
                turns);
        agents.add(agent);
        requireSameShape(agents.get(0), agent);
      }
      return new Lineup(agents);
    } catch (RuntimeException e) {
      agents.forEach(Agent::close);
      throw e;
    }
  }

  private static AgentSettings settings(ModelSource source, String model, Path spools) {
    return new AgentSettings(
        new AgentSettings.AgentModel(source, model, source.revision(), EngineOptions.defaults()),
        new Measuring(METHOD, new UnitSelection(Optional.empty(), List.of(), List.of()), 0),
        AgentSettings.Files.none(),
        AgentSettings.Inlets.none(),
        new AgentSettings.Publishing(
            DetailPolicy.parse("full"), VECTORS, spools.resolve(source.revision()), SPOOL_BYTES));
  }

  private static void requireSameShape(Agent base, Agent candidate) {
    if (!base.plan().equals(candidate.plan())
        || base.modelInfo().vocabulary() != candidate.modelInfo().vocabulary()) {
      throw new BadInputException(
          "revision %s has another shape than %s: %s against %s; compare revisions of one model"
              .formatted(
                  candidate.source().revision(),
                  base.source().revision(),
                  shape(candidate.modelInfo()),
                  shape(base.modelInfo())));
    }
  }

  private static String shape(ModelInfo model) {
    return "%d layers, %d heads, vocabulary %d"
        .formatted(model.layers(), model.heads(), model.vocabulary());
  }

  Agent base() {
    return agents.get(0);
  }

  /** What the model is called. */
  String model() {
    return base().source().model();
  }

  /** The base's first. */
  List<String> revisions() {
    return agents.stream().map(agent -> agent.source().revision()).toList();
  }

  @Override
  public void close() {
    agents.forEach(Agent::close);
  }
}
