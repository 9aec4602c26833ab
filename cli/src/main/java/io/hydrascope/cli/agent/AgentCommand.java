package io.hydrascope.cli.agent;

import io.hydrascope.agent.method.Measuring;
import io.hydrascope.agent.method.Method;
import io.hydrascope.agent.method.ModelSource;
import io.hydrascope.agent.progress.Progress;
import io.hydrascope.agent.serve.Agent;
import io.hydrascope.agent.serve.AgentListener;
import io.hydrascope.agent.serve.AgentSettings;
import io.hydrascope.agent.serve.AgentTotals;
import io.hydrascope.agent.serve.DetailPolicy;
import io.hydrascope.agent.serve.EngineTurns;
import io.hydrascope.agent.serve.RevisionNames;
import io.hydrascope.cli.options.AdapterOptions;
import io.hydrascope.cli.options.EngineChoice;
import io.hydrascope.cli.options.MethodOptions;
import io.hydrascope.cli.options.ModelOptions;
import io.hydrascope.platform.Register;
import io.hydrascope.schemas.Ablation;
import io.hydrascope.schemas.Target;
import io.hydrascope.schemas.text.BadInputException;
import io.hydrascope.schemas.text.ByteSize;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code hydrascope agent}. */
@Command(
    name = "agent",
    description = {
      "Captures a model with and without its components, and publishes the captures to Kafka.",
      "Prompts come from a file, from the topic hydrascope.prompts.v1 and over HTTP."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  ./hydrascope agent --model models/base --prompts models/prompts/probe.jsonl",
      "  ./hydrascope agent --model my/llama --kafka broker:9092 --topic",
      "  ./hydrascope agent --model my/llama --kafka broker:9092 --port 8321",
      "  curl -X POST -H 'Idempotency-Key: p0' -d '{\"tokens\": [1, 2, 3]}'"
          + " http://127.0.0.1:8321/v1/prompts",
      "",
      "The spool keeps captures on disk until Kafka has them, so they survive a kill of the agent.",
      "docs/agent.md says more."
    })
public final class AgentCommand implements Callable<Integer> {
  @ArgGroup(multiplicity = "1")
  private ModelOptions model = new ModelOptions();

  @Mixin private AdapterOptions adapters = new AdapterOptions();

  @Option(
      names = "--prompts",
      paramLabel = "FILE",
      description = "Asks each prompt of this file of JSON lines once.")
  private @Nullable Path prompts;

  @Option(
      names = "--topic",
      description = "Also asks the prompts of the topic hydrascope.prompts.v1.")
  private boolean topic;

  @Option(
      names = "--group",
      paramLabel = "NAME",
      description =
          "The consumer group. Agents of one group share the prompts of the topic. Default: named after model and revision")
  private @Nullable String group;

  @Option(
      names = "--host",
      defaultValue = "127.0.0.1",
      paramLabel = "ADDRESS",
      description = "The address on which HTTP listens. Default: ${DEFAULT-VALUE}")
  private String host = "";

  @Option(
      names = "--port",
      paramLabel = "N",
      description = {
        "The port of HTTP. With it, the agent stays up after the last prompt of --prompts.",
        "Default: a free port"
      })
  private @Nullable Integer port;

  @Mixin private TargetOptions target = new TargetOptions();

  @Option(
      names = "--spool-limit",
      defaultValue = "1g",
      paramLabel = "SIZE",
      description =
          "Limits what waits on disk while Kafka is away. A full spool accepts no more prompts. Default: ${DEFAULT-VALUE}")
  private String spoolLimit = "";

  @Option(
      names = "--spool",
      paramLabel = "DIR",
      description =
          "The folder of the spool. Each agent needs its own. Default: spool/MODEL/REVISION in --data")
  private @Nullable Path spool;

  @Mixin private MethodOptions method = new MethodOptions(Target.NEXT);

  @Option(
      names = "--detail",
      defaultValue = "full",
      paramLabel = "LEVEL",
      description = {
        "Selects how much a capture contains.",
        "full has the contribution of every component, and layers has the sums per layer.",
        "scalars has only what the accounting needs. Shares work too: full=0.01,scalars.",
        "Default: ${DEFAULT-VALUE}"
      })
  private String detail = "";

  @Mixin private VectorOptions vectors = new VectorOptions();

  @Option(
      names = "--reference",
      paramLabel = "FILE",
      description = "The prompts over which mean and noise are measured. Default: --prompts")
  private @Nullable Path reference;

  @Option(
      names = "--donors",
      paramLabel = "FILE",
      description = "The prompts that other prompts may name as donors. Default: --prompts")
  private @Nullable Path donors;

  @Option(names = "--seed", paramLabel = "N", description = "The seed of noise. Default: 0")
  private @Nullable Long seed;

  @Mixin private EngineChoice engine = new EngineChoice();

  @Option(
      names = "--model-name",
      paramLabel = "NAME",
      description =
          "The name of the model. Only revisions of one name are compared. Default: ORG/NAME of a hub snapshot, or the name of the parent of the model folder")
  private @Nullable String modelName;

  @Option(
      names = "--revision",
      paramLabel = "NAME",
      description = "The name of the revision. Default: the name of the model folder or ONNX file")
  private @Nullable String revision;

  @Option(names = "--quiet", description = "Prints no progress.")
  private boolean quiet;

  @Option(names = "--json", description = "Prints the summary as one JSON document.")
  private boolean json;

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the spec
  AgentCommand() {}

  @Override
  public Integer call() throws Exception {
    try (Progress progress = quiet ? Progress.silent() : Progress.ofThisProcess()) {
      engine.warnings().forEach(progress::say);
      AgentSettings.AgentModel watched = watched();
      AgentTarget to = target.target(System.getenv());
      progress.await("loading " + adapters.with(model).folder());
      AgentSummary summary = new AgentSummary(run(settings(watched), to, progress));
      PrintWriter out = spec.commandLine().getOut();
      out.println(json ? summary.json() : summary.text());
      out.flush();
      return summary.totals().failed() + summary.totals().unregistered() == 0 ? 0 : 1;
    }
  }

  private static AgentTotals run(AgentSettings settings, AgentTarget to, Progress progress)
      throws Exception {
    try (Agent agent = Agent.load(settings, AgentListener.of(progress), new EngineTurns())) {
      if (to.clickHouse().isPresent()) {
        Register register = new Register(to.clickHouse().get());
        agent.register(register);
        register.names().lonely(named(agent)).ifPresent(progress::say);
      } else {
        progress.say("nothing is registered in ClickHouse: name it with --clickhouse URL");
      }
      return agent.run(to.kafka());
    }
  }

  private static RevisionNames.Named named(Agent agent) {
    return new RevisionNames.Named(agent.source().model(), agent.source().revision());
  }

  private AgentSettings.AgentModel watched() {
    ModelSource source = adapters.with(model);
    return new AgentSettings.AgentModel(
        source,
        modelName == null ? source.family() : modelName,
        revision == null ? source.revision() : revision,
        engine.options());
  }

  private AgentSettings settings(AgentSettings.AgentModel watched) {
    return new AgentSettings(
        watched,
        measuring(),
        new AgentSettings.Files(
            Optional.ofNullable(prompts),
            Optional.ofNullable(reference),
            Optional.ofNullable(donors)),
        inlets(),
        new AgentSettings.Publishing(
            DetailPolicy.parse(detail),
            vectors.policy(),
            spool == null ? defaultSpool(watched) : spool,
            ByteSize.parse(spoolLimit)));
  }

  private AgentSettings.Inlets inlets() {
    return new AgentSettings.Inlets(
        topic,
        Optional.ofNullable(group),
        Optional.of(new InetSocketAddress(host, port == null ? 0 : port)),
        topic || port != null || prompts == null);
  }

  private Path defaultSpool(AgentSettings.AgentModel watched) {
    return target
        .data()
        .resolve("spool")
        .resolve(watched.name().replace('/', '_'))
        .resolve(watched.revision().replace('/', '_'));
  }

  private Measuring measuring() {
    Method asked = method.method();
    if (seed != null && asked.ablation() != Ablation.NOISE) {
      throw new BadInputException(
          "--seed %d needs --ablation noise, not %s".formatted(seed, asked.ablation().text()));
    }
    return new Measuring(asked, method.units(), seed == null ? 0 : seed);
  }
}
